namespace Gantry.Integration.Tests.Hosts;

/// <summary>Workloads whose state tells whether anything was lost.</summary>
public static class Scripts
{
    /// <summary>Counts in memory; tells standard output, a volume, /dev/shm and the root file system each number.</summary>
    public const string Counter = """
        #!/bin/sh
        echo changed > /etc/app.conf
        rm -f /etc/deleted.conf
        n=0
        while true; do
            n=$((n + 1))
            echo $n
            [ -d /data ] && echo $n > /data/n
            echo $n > /dev/shm/n
            echo $n > /root/n
            sleep 0.05
        done
        """;

    /// <summary>Does nothing, forever.</summary>
    public const string Sleeper = """
        #!/bin/sh
        while true; do sleep 1; done
        """;
}
