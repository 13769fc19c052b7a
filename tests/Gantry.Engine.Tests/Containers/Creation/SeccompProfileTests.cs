using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Containers.Creation;

public class SeccompProfileTests
{
    private static readonly HostFacts s_host = new() { Architecture = "amd64", KernelVersion = new Version(6, 1) };

    [Fact]
    public void The_default_profile_becomes_what_Podman_makes_of_it()
    {
        var profile = Read("seccomp-profile.json");
        var expected = JsonNode.Parse(File.ReadAllText(CreationHost.DataPath("podman-4.3.1-seccomp.json")));

        var translated = SeccompProfile.Translate(profile, CapabilityNames.Default.ToHashSet(), s_host);

        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(translated.GetRawText())), translated.GetRawText());
    }

    [Theory]
    [InlineData("""{"includes": {"caps": ["CAP_SYS_ADMIN"]}}""", false)]
    [InlineData("""{"includes": {"caps": ["CAP_CHOWN"]}}""", true)]
    [InlineData("""{"excludes": {"caps": ["CAP_CHOWN"]}}""", false)]
    [InlineData("""{"includes": {"arches": ["arm64"]}}""", false)]
    [InlineData("""{"includes": {"arches": ["arm64", "amd64"]}}""", true)]
    [InlineData("""{"excludes": {"arches": ["amd64"]}}""", false)]
    [InlineData("""{"includes": {"minKernel": "6.2"}}""", false)]
    [InlineData("""{"includes": {"minKernel": "4.8"}}""", true)]
    [InlineData("""{"includes": {}, "excludes": {}}""", true)]
    public void A_rule_applies_only_under_its_conditions(string conditions, bool applies)
    {
        var rule = JsonNode.Parse(conditions)!.AsObject();
        rule["names"] = new JsonArray("bpf");
        rule["action"] = "SCMP_ACT_ALLOW";
        var profile = Parse($$"""{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{{rule.ToJsonString()}}]}""");

        var translated = SeccompProfile.Translate(profile, new HashSet<string> { "CAP_CHOWN" }, s_host);

        Assert.Equal(applies ? 1 : 0, translated.GetProperty("syscalls").GetArrayLength());
    }

    [Fact]
    public void Error_names_become_numbers()
    {
        var profile = Parse(
            """
            {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrno": "ENOSYS", "architectures": ["SCMP_ARCH_X86_64"],
             "syscalls": [{"name": "bpf", "action": "SCMP_ACT_ERRNO", "errno": "EPERM", "args": null}]}
            """);

        var translated = SeccompProfile.Translate(profile, new HashSet<string>(), s_host);

        Assert.Equal(
            """
            {"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"architectures":["SCMP_ARCH_X86_64"],"syscalls":[{"names":["bpf"],"action":"SCMP_ACT_ERRNO","errnoRet":1}]}
            """,
            translated.GetRawText());
    }

    [Theory]
    [InlineData("""{"syscalls": []}""")]
    [InlineData("""{"defaultAction": 1}""")]
    [InlineData("""[]""")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ERRNO", "defaultErrno": "ENOTHING"}""")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["a"], "action": "x", "args": [{}]}]}""")]
    public void What_is_no_profile_is_refused(string text)
    {
        var error = Assert.Throws<GantryException>(
            () => SeccompProfile.Translate(Parse(text), new HashSet<string>(), s_host));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }

    [Fact]
    public void Another_architecture_gets_its_own_rules()
    {
        var arm = s_host with { Architecture = "arm64" };

        var translated = SeccompProfile.Translate(
            Read("seccomp-profile.json"), CapabilityNames.Default.ToHashSet(), arm);

        Assert.Equal(
            ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
            translated.GetProperty("architectures").EnumerateArray().Select(item => item.GetString()!));
        Assert.DoesNotContain("modify_ldt", translated.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("sync_file_range2", translated.GetRawText(), StringComparison.Ordinal);
    }

    private static JsonElement Read(string name) => Parse(File.ReadAllText(CreationHost.DataPath(name)));

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
