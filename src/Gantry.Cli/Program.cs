using Gantry.Cli.Commands;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;

using var interruption = new Interruption();
using var context = CommandContext.ForProcess(interruption);
return await new CliRunner(context, CommandCatalog.Root).RunAsync(args, interruption.Token);
