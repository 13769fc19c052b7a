using System.CommandLine;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Tests.CommandLine;

public sealed class FlagParserTests
{
    private static readonly Option<bool> s_detach = Flag.Switch("detach", "d", "");
    private static readonly Option<bool> s_interactive = Flag.Switch("interactive", "i", "");
    private static readonly Option<bool> s_terminal = Flag.Switch("tty", "t", "");
    private static readonly Option<string?> s_name = Flag.Text("name", "n", "");
    private static readonly Option<IReadOnlyList<string>> s_volume = Flag.Array("volume", "v", "");

    private static ParsedFlags Parse(bool stopAtFirst, params IReadOnlyList<string> words) =>
        new FlagParser([s_detach, s_interactive, s_terminal, s_name, s_volume], stopAtFirst).Parse(words);

    [Fact]
    public void Flags_may_come_after_positional_arguments()
    {
        var parsed = Parse(false, "web", "--name", "x", "-d");

        Assert.Equal(["web"], parsed.Positionals);
        Assert.Equal([(s_name, "x"), (s_detach, "true")], parsed.Flags);
    }

    [Fact]
    public void What_follows_the_first_positional_argument_belongs_to_the_command_in_the_container()
    {
        var parsed = Parse(true, "-d", "image", "ls", "--name", "-t", "--", "x");

        Assert.Equal(["image", "ls", "--name", "-t", "--", "x"], parsed.Positionals);
        Assert.Equal([(s_detach, "true")], parsed.Flags);
    }

    [Fact]
    public void A_flag_is_known_by_its_former_name_unless_that_is_another_ones_now()
    {
        var (network, time, timeout) =
            (Flag.Text("network", null, ""), Flag.Text("time", "t", ""), Flag.Text("timeout", null, ""));

        var former = new FlagParser([network, time], false).Parse(["--net", "none", "--timeout=0"]);
        var current = new FlagParser([time, timeout], false).Parse(["--timeout", "9"]);

        Assert.Equal([(network, "none"), (time, "0")], former.Flags);
        Assert.Equal([(timeout, "9")], current.Flags);
        Assert.Throws<UsageException>(() => Parse(false, "--net", "none"));
    }

    [Fact]
    public void Letters_are_bundled()
    {
        var parsed = Parse(false, "-dit");

        Assert.Equal([(s_detach, "true"), (s_interactive, "true"), (s_terminal, "true")], parsed.Flags);
    }

    [Theory]
    [InlineData("-nweb", "web")]
    [InlineData("-n=web", "web")]
    [InlineData("--name=web", "web")]
    [InlineData("--name=", "")]
    [InlineData("--name=a=b:c", "a=b:c")]
    public void A_value_may_stick_to_its_flag(string word, string value)
    {
        var parsed = Parse(false, word);

        Assert.Equal([(s_name, value)], parsed.Flags);
    }

    [Fact]
    public void The_last_letter_of_a_bundle_may_take_the_next_word()
    {
        var parsed = Parse(false, "-itv", "a:b", "-dv", "c:d:ro");

        Assert.Equal(["a:b", "c:d:ro"], parsed.Flags.Where(flag => flag.Option == s_volume).Select(flag => flag.Value));
    }

    [Fact]
    public void A_value_may_look_like_a_flag()
    {
        var parsed = Parse(false, "--name", "--detach", "-n", "-1");

        Assert.Equal([(s_name, "--detach"), (s_name, "-1")], parsed.Flags);
    }

    [Fact]
    public void A_switch_never_takes_the_next_word()
    {
        var parsed = Parse(false, "--detach", "true");

        Assert.Equal([(s_detach, "true")], parsed.Flags);
        Assert.Equal(["true"], parsed.Positionals);
    }

    [Theory]
    [InlineData("--detach=false", "false")]
    [InlineData("--detach=T", "true")]
    [InlineData("-d=0", "false")]
    public void A_switch_takes_an_attached_truth_value(string word, string value)
    {
        var parsed = Parse(false, word);

        Assert.Equal([(s_detach, value)], parsed.Flags);
    }

    [Fact]
    public void Two_dashes_end_the_flags_and_one_dash_is_a_positional_argument()
    {
        var parsed = Parse(false, "-", "--", "-d", "--name");

        Assert.Equal(["-", "-d", "--name"], parsed.Positionals);
        Assert.Empty(parsed.Flags);
    }

    [Theory]
    [InlineData("--foo", "unknown flag: --foo")]
    [InlineData("--foo=bar", "unknown flag: --foo")]
    [InlineData("-Z", "unknown shorthand flag: 'Z' in -Z")]
    [InlineData("-dZ", "unknown shorthand flag: 'Z' in -dZ")]
    [InlineData("--name", "flag needs an argument: --name")]
    [InlineData("-dn", "flag needs an argument: 'n' in -dn")]
    [InlineData(
        "--detach=x",
        "invalid argument \"x\" for \"-d, --detach\" flag: strconv.ParseBool: parsing \"x\": invalid syntax")]
    public void A_wrong_flag_is_told_in_podmans_words(string word, string message)
    {
        var error = Assert.Throws<UsageException>(() => Parse(false, word));

        Assert.Equal(message, error.Message);
        Assert.True(error.SeeHelp);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Help_can_be_asked_for_anywhere(string word)
    {
        var parsed = Parse(false, "web", word);

        Assert.True(parsed.WantsHelp);
    }
}
