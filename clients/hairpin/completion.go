package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// completionCmd is "hairpin completion".
type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"One of ${enum}."`
}

// Help is printed after the summary of the command.
func (*completionCmd) Help() string {
	return `For bash, in ~/.bashrc:

    source <(hairpin completion bash)

For zsh, once:

    hairpin completion zsh >"${fpath[1]}/_hairpin"

For fish, once:

    hairpin completion fish >~/.config/fish/completions/hairpin.fish

For PowerShell, in its profile:

    hairpin completion powershell | Out-String | Invoke-Expression`
}

// completions are the writers of scripts, one for each shell.
var completions = map[string]func([]completable) string{
	"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion, "powershell": powershellCompletion,
}

// Run carries the command out.
func (c *completionCmd) Run(sh *shell, k *kong.Context) error {
	_, err := fmt.Fprint(sh.stdout, completions[c.Shell](completablesOf(k.Model.Node)))
	return err
}

// completable is a command as a shell completes it.
type completable struct {
	name, help string
	flags      []completableFlag
}

// completableFlag is a flag with its dashes; values are those of an enumeration.
type completableFlag struct {
	name, help string
	takesValue bool
	values     []string
}

// completablesOf are the commands of the grammar.
func completablesOf(root *kong.Node) []completable {
	var out []completable
	for _, n := range root.Children {
		c := completable{name: n.Name, help: n.Help}
		for _, group := range n.AllFlags(true) {
			for _, f := range group {
				flag := completableFlag{name: "--" + f.Name, help: strings.Join(strings.Fields(f.Help), " "), takesValue: !f.IsBool() && !f.IsCounter()}
				if f.Enum != "" {
					flag.values = strings.Split(f.Enum, ",")
				}
				c.flags = append(c.flags, flag)
			}
		}
		for _, p := range n.Positional {
			if p.Enum != "" {
				c.flags = append(c.flags, completableFlag{values: strings.Split(p.Enum, ",")})
			}
		}
		out = append(out, c)
	}
	return out
}

// words are what can follow a command: its flags, and the values of an
// argument that is an enumeration.
func (c *completable) words() string {
	var out []string
	for _, f := range c.flags {
		if f.name != "" {
			out = append(out, f.name)
		} else {
			out = append(out, f.values...)
		}
	}
	return strings.Join(out, " ")
}

func commandNames(commands []completable) string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.name
	}
	return strings.Join(names, " ")
}

// bashCompletion falls back to files where no word fits.
func bashCompletion(commands []completable) string {
	var b strings.Builder
	b.WriteString("# bash completion of hairpin\n_hairpin() {\n\tlocal words=\n")
	b.WriteString("\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\twords=\"" + commandNames(commands) + "\"\n\telse\n")
	b.WriteString("\t\tcase \"${COMP_WORDS[1]} ${COMP_WORDS[COMP_CWORD-1]}\" in\n")
	for _, c := range commands {
		for _, f := range c.flags {
			if f.name != "" && len(f.values) > 0 {
				fmt.Fprintf(&b, "\t\t%q) words=%q ;;\n", c.name+" "+f.name, strings.Join(f.values, " "))
			}
		}
		fmt.Fprintf(&b, "\t\t%q*) words=%q ;;\n", c.name+" ", c.words())
	}
	b.WriteString("\t\tesac\n\tfi\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\ncomplete -o default -F _hairpin hairpin\n")
	return b.String()
}

// zshCompletion goes into a file _hairpin on the fpath.
func zshCompletion(commands []completable) string {
	quote := strings.NewReplacer("'", "'\\''", "[", "(", "]", ")", ":", "\\:")
	var b strings.Builder
	b.WriteString("#compdef hairpin\n_hairpin() {\n\tif (( CURRENT == 2 )); then\n\t\tlocal -a commands=(\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "\t\t\t'%s:%s'\n", c.name, quote.Replace(c.help))
	}
	b.WriteString("\t\t)\n\t\t_describe command commands\n\t\treturn\n\tfi\n\tshift words\n\t(( CURRENT-- ))\n\tcase $words[1] in\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "\t%s)\n\t\t_arguments", c.name)
		for _, f := range c.flags {
			switch {
			case f.name == "":
				fmt.Fprintf(&b, " \\\n\t\t\t'1:value:(%s)'", strings.Join(f.values, " "))
			case len(f.values) > 0:
				fmt.Fprintf(&b, " \\\n\t\t\t'%s=[%s]:value:(%s)'", f.name, quote.Replace(f.help), strings.Join(f.values, " "))
			case f.takesValue:
				fmt.Fprintf(&b, " \\\n\t\t\t'%s=[%s]:value:_files'", f.name, quote.Replace(f.help))
			default:
				fmt.Fprintf(&b, " \\\n\t\t\t'%s[%s]'", f.name, quote.Replace(f.help))
			}
		}
		b.WriteString(" \\\n\t\t\t'*:file:_files'\n\t\t;;\n")
	}
	b.WriteString("\tesac\n}\n[ \"$funcstack[1]\" = _hairpin ] && _hairpin \"$@\" || compdef _hairpin hairpin\n")
	return b.String()
}

// fishCompletion goes into a file hairpin.fish.
func fishCompletion(commands []completable) string {
	quote := strings.NewReplacer("\\", "\\\\", "'", "\\'")
	var b strings.Builder
	b.WriteString("# fish completion of hairpin\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "complete -c hairpin -n __fish_use_subcommand -f -a %s -d '%s'\n", c.name, quote.Replace(c.help))
		for _, f := range c.flags {
			line := fmt.Sprintf("complete -c hairpin -n '__fish_seen_subcommand_from %s'", c.name)
			if f.name != "" {
				line += " -l " + strings.TrimPrefix(f.name, "--")
			}
			switch {
			case len(f.values) > 0:
				line += " -x -a '" + strings.Join(f.values, " ") + "'"
			case f.takesValue:
				line += " -r"
			}
			if f.help != "" {
				line += " -d '" + quote.Replace(f.help) + "'"
			}
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// powershellCompletion goes into the profile.
func powershellCompletion(commands []completable) string {
	var b strings.Builder
	b.WriteString("# PowerShell completion of hairpin\nRegister-ArgumentCompleter -Native -CommandName hairpin -ScriptBlock {\n")
	b.WriteString("\tparam($word, $ast, $position)\n\t$words = @{\n\t\t'' = '" + commandNames(commands) + "'\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "\t\t'%s' = '%s'\n", c.name, c.words())
	}
	b.WriteString("\t}\n\t$typed = @($ast.CommandElements | ForEach-Object { $_.ToString() })\n")
	b.WriteString("\t$command = if ($typed.Count -gt 2 -or ($typed.Count -eq 2 -and $word -eq '')) { $typed[1] } else { '' }\n")
	b.WriteString("\t-split $words[$command] | Where-Object { $_ -like \"$word*\" } | ForEach-Object {\n")
	b.WriteString("\t\t[System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)\n\t}\n}\n")
	return b.String()
}
