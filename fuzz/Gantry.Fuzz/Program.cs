using System.Runtime.InteropServices;
using Gantry.Fuzz;
using SharpFuzz;

const int MapBytes = 1 << 16;

unsafe
{
    // Code with counters in it counts at once, also before AFL++ has said where.
    SharpFuzz.Common.Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(MapBytes);
}

switch (args)
{
    case ["list"]:
        Console.WriteLine(string.Join('\n', FuzzTargets.All.Keys));
        return 0;
    case ["seeds", var name, var folder] when FuzzTargets.All.TryGetValue(name, out var target):
        for (var i = 0; i < target.Seeds.Count; i++)
        {
            File.WriteAllBytes(Path.Join(folder, $"seed-{i}"), target.Seeds[i]);
        }

        return 0;
    case ["run", var name] when FuzzTargets.All.TryGetValue(name, out var target):
        Fuzzer.Run(input =>
        {
            using var bytes = new MemoryStream();
            input.CopyTo(bytes);
            target.Parse(bytes.ToArray());
        });
        return 0;
    case ["replay", var name, var file] when FuzzTargets.All.TryGetValue(name, out var target):
        target.Parse(File.ReadAllBytes(file));
        return 0;
    default:
        Console.Error.WriteLine("usage: list | seeds TARGET FOLDER | run TARGET | replay TARGET FILE");
        return 2;
}
