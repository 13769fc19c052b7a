using Gantry.Architecture.Tests.Layering;
using Gantry.Architecture.Tests.Rules;
using Mono.Cecil;

namespace Gantry.Architecture.Tests;

public sealed class InteropTests
{
    private static readonly string s_engine = typeof(Engine.Engine).Assembly.Location;
    private static readonly string s_linux = typeof(Linux.LinuxException).Assembly.Location;

    [Fact]
    public async Task Native_code_is_called_in_Gantry_Linux_alone_and_Process_nowhere()
    {
        var files = await Repository.CodeBelowAsync("src");

        Complaints.AssertNone(files.SelectMany(InteropRules.Complaints));
    }

    [Fact]
    public void The_compiled_engine_has_no_native_method() => Assert.Empty(NativeMethods(s_engine));

    [Fact]
    public void The_compiled_Gantry_Linux_has_native_methods() => Assert.NotEmpty(NativeMethods(s_linux));

    [Fact]
    public void No_compiled_type_uses_Process()
    {
        var dependencies = DependencyReader.Read(s_engine).Concat(DependencyReader.Read(s_linux));

        Complaints.AssertNone(dependencies
            .Where(dependency => dependency.Used is "System.Diagnostics.Process" or "System.Diagnostics.ProcessStartInfo")
            .Select(dependency => $"{dependency.User} uses {dependency.Used}."));
    }

    [Theory]
    [InlineData("src/Gantry.Engine/A.cs", "[LibraryImport(\"libc\")]")]
    [InlineData("src/Gantry.Linux/A.cs", "[DllImport(\"libc\")]")]
    [InlineData("src/Gantry.Cli/A.cs", "using var child = new Process { EnableRaisingEvents = true };")]
    [InlineData("src/Gantry.Linux/A.cs", "Process.Start(\"true\");")]
    [InlineData("src/Gantry.Engine/A.cs", "System.Diagnostics.Process? child = null;")]
    public void A_violation_is_found(string path, string line) =>
        Assert.Single(InteropRules.Complaints(new SourceFile(path, line)));

    [Theory]
    [InlineData("src/Gantry.Linux/A.cs", "[LibraryImport(\"libc\", SetLastError = true)]")]
    [InlineData("src/Gantry.Engine/A.cs", "    // Not System.Diagnostics.Process: it cannot pass descriptors.")]
    [InlineData("src/Gantry.Engine/A.cs", "using var child = ChildProcess.Start(start);")]
    public void What_is_allowed_is_no_violation(string path, string line) =>
        Assert.Empty(InteropRules.Complaints(new SourceFile(path, line)));

    private static List<string> NativeMethods(string assemblyPath)
    {
        using var module = ModuleDefinition.ReadModule(assemblyPath);
        return [.. module.GetTypes().SelectMany(type => type.Methods).Where(m => m.IsPInvokeImpl).Select(m => m.FullName)];
    }
}
