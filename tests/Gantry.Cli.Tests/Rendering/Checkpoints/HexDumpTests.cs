using Gantry.Cli.Rendering.Checkpoints;

namespace Gantry.Cli.Tests.Rendering.Checkpoints;

public sealed class HexDumpTests
{
    [Fact]
    public void Lines_begin_at_multiples_of_sixteen()
    {
        using var writer = new StringWriter { NewLine = "\n" };

        HexDump.Write(writer, 0x100e, "ab\e[2J"u8);

        Assert.Equal(
            "000000001000                                            61 62  |              ab|\n"
            + "000000001010  1b 5b 32 4a                                      |.[2J            |\n",
            writer.ToString());
    }
}
