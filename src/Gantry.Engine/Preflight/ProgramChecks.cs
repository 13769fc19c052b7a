using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Preflight;

/// <summary>The external programs but for CRIU.</summary>
internal sealed class ProgramChecks(EngineOptions options, HostLayout layout, ToolLocator tools)
{
    private const string Setup = "run eng/setup.sh, or install the package ";

    private static readonly Need s_conmon = new("conmon", CheckStatus.Missing, "containers do not start", Setup + "conmon");

    private static readonly Need[] s_optional =
    [
        Optional("netavark", "containers have no networks of their own", "netavark"),
        Optional("aardvark-dns", "containers do not find each other by name", "aardvark-dns"),
        Optional("iptables", "netavark publishes no ports, unless it uses nftables", "iptables"),
        Optional("skopeo", "images are neither pulled nor pushed", "skopeo"),
        Optional("ssh", "containers move to other hosts only with --transport", "openssh-client"),
    ];

    private static readonly Need s_zstd = new(
        "libzstd", CheckStatus.Warning, "layers and archives in zstd are neither read nor written", Setup + "libzstd1");

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyList<SystemCheck>> AllAsync(CancellationToken cancellationToken)
    {
        var runtimes = new OciRuntimes(tools, layout, options.Runtime);
        List<SystemCheck> checks = [];
        foreach (var name in new[] { runtimes.DefaultRuntimeName, "runc", "crun" }.Distinct())
        {
            checks.AddRange(await RuntimeAsync(runtimes, name, cancellationToken));
        }

        checks.Add(await s_conmon.JudgeAsync(async () =>
        {
            var path = options.Conmon ?? tools.Find("conmon");
            return $"{path}, {await new Conmon(path).VersionAsync(cancellationToken)}";
        }));
        checks.AddRange(s_optional.Select(need => need.Judge(() => tools.Find(need.Name))));
        checks.Add(Zstd.Version is { } version ? s_zstd.Met($"{version}") : s_zstd.NotMet("cannot be loaded"));
        return checks;
    }

    private static Need Optional(string name, string without, string installed) =>
        new(name, CheckStatus.Warning, without, Setup + installed);

    // The default one is needed; another one only by containers that were made with it.
    private static async Task<IReadOnlyList<SystemCheck>> RuntimeAsync(
        OciRuntimes runtimes, string name, CancellationToken cancellationToken)
    {
        var isDefault = name == runtimes.DefaultRuntimeName;
        var unmet = isDefault ? CheckStatus.Missing : CheckStatus.Warning;
        var program = new Need(
            name, unmet, isDefault ? "containers do not start" : $"containers with --runtime {name} do not start", Setup + name);
        var there = await program.JudgeAsync(async () =>
        {
            var runtime = runtimes.Get(name);
            return $"{runtime.Path}, {(await runtime.VersionAsync(cancellationToken)).Split('\n')[0]}";
        });
        if (there.Status != CheckStatus.Ok)
        {
            return [there];
        }

        var checkpoints = new Need(
            $"{name} checkpoint",
            unmet,
            isDefault ? "no container is checkpointed or restored" : $"containers with --runtime {name} are not checkpointed",
            $"install a {name} that is built with CRIU");
        return
        [
            there,
            await checkpoints.JudgeAsync(async () => await runtimes.Get(name).SupportsCheckpointAsync(cancellationToken)
                ? "yes"
                : throw new GantryException(ErrorCode.Incompatible, "it does not know checkpoint")),
        ];
    }
}
