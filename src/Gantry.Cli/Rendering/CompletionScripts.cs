namespace Gantry.Cli.Rendering;

/// <summary>
/// Scripts that let a shell ask <c>gantry __complete</c> for candidates; files complete when it has none.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # bash completion for gantry
        _gantry() {
            local IFS=$'\n'
            COMPREPLY=($(gantry __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
            if [ ${#COMPREPLY[@]} -eq 0 ]; then
                compopt -o default
            fi
        }
        complete -F _gantry gantry

        """;

    private const string Zsh = """
        #compdef gantry
        # zsh completion for gantry
        _gantry() {
            local -a candidates
            candidates=("${(@f)$(gantry __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            if [[ -n "${candidates[1]}" ]]; then
                compadd -- "${candidates[@]}"
            else
                _files
            fi
        }
        if [ "$funcstack[1]" = "_gantry" ]; then
            _gantry "$@"
        else
            compdef _gantry gantry
        fi

        """;

    private const string Fish = """
        # fish completion for gantry
        function __gantry_complete
            set -l words (commandline -opc) (commandline -ct)
            gantry __complete -- $words[2..-1] 2>/dev/null
        end
        complete -c gantry -a '(__gantry_complete)'

        """;

    /// <summary>The script for a shell; null when there is none.</summary>
    public static string? For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => null,
    };
}
