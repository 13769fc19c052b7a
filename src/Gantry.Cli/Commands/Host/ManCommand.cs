using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry internal man</c>: the manual pages, made from the definitions of the commands.</summary>
internal sealed class ManCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public ManCommand()
        : base("man", "Write the manual pages into a folder", "FOLDER", Positionals.Exactly(1))
    {
        Details = "Writes one page of section 1 for each command.";
        Examples = ["internal man ./man"];
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(invocation.Context.Resolve(invocation.Arguments[0])).FullName;
        foreach (var page in ManPages.Of(CommandCatalog.Root))
        {
            await File.WriteAllTextAsync(Path.Join(folder, page.FileName), page.Text, cancellationToken);
        }

        return ExitCodes.Success;
    }
}
