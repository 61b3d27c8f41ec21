// Command hairpin finds the calls that an Azure API Management gateway makes to
// itself.
//
//	main.go      the commands; shell.go what they see of the outside, and their exit codes
//	check.go     one file per command: calls.go, fix.go (fix_review.go), effective.go, graph.go, lsp.go, explain.go,
//	             rules.go, init.go, serve.go, healthcheck.go, completion.go, version.go
//	job.go       how commands on files begin: who works, what is read, what is known
//	flags.go     the flags that say something about the instance; output.go those about what is printed; values.go how
//	             their values are read
//	client.go    the service, in this process or, with --server, in another; reach.go why that cannot be reached
//	write.go     all files or none; baseline.go findings that are known; progress.go
//	collect/     which files a request carries
//	print/       reports and formats
//
// It speaks the messages of the contract to the service and gives no answers of
// its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"hairpin.example/hairpin/clients/hairpin/collect"
)

// commands is the grammar of the command line.
type commands struct {
	Check       checkCmd       `cmd:"" help:"Find self-chained calls."`
	Calls       callsCmd       `cmd:"" help:"List all outbound calls: where they lead, and why."`
	Fix         fixCmd         `cmd:"" help:"Apply fixes to files."`
	Effective   effectiveCmd   `cmd:"" help:"Print the policy that a request really runs."`
	Graph       graphCmd       `cmd:"" help:"Show which operations of the gateway call each other."`
	LSP         lspCmd         `cmd:"" name:"lsp" help:"Run the language server for an editor."`
	Explain     explainCmd     `cmd:"" help:"Explain a rule."`
	Rules       rulesCmd       `cmd:"" help:"List the rules."`
	Init        initCmd        `cmd:"" help:"Write a hairpin.yaml that describes the instance."`
	Serve       serveCmd       `cmd:"" help:"Serve the analysis over gRPC."`
	Healthcheck healthcheckCmd `cmd:"" set:"default_server=127.0.0.1:8787" help:"Check whether a server accepts calls."`
	Completion  completionCmd  `cmd:"" help:"Print a script that completes commands and flags in a shell."`
	Version     versionCmd     `cmd:"" set:"default_server=none, only this command is shown" help:"Print version, commit and Go version, and with --server also what a server says of itself."`
}

func main() {
	// A run is short and makes much: collecting less often costs some memory and
	// saves about a tenth of the time.
	debug.SetGCPercent(400)
	cwd, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "hairpin: the working directory cannot be determined:", collect.Reason(err))
		os.Exit(exitUsage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(os.Args[1:], &shell{
		ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, cwd: cwd, getenv: os.Getenv, terminal: isTerminal,
	})
	stop()
	os.Exit(code)
}

// run runs one command and gives the exit code.
func run(args []string, sh *shell) int {
	args = meant(args)
	exited := -1
	parser, err := newParser(
		kong.Description("Finds the calls that an Azure API Management gateway makes to itself.\n\nExit codes: 0 nothing found at or above --fail-level, 1 findings, 2 bad usage or unreadable input, 3 the server given with --server or HAIRPIN_SERVER cannot be reached."),
		kong.Writers(sh.stdout, sh.stderr),
		kong.Exit(func(code int) { exited = code; panic(helpShown{}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Bind(sh),
	)
	if err != nil {
		panic(err) // the grammar above is wrong
	}
	code, err := execute(parser, args)
	switch {
	case exited >= 0:
		return exited
	case err == nil:
		return code
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(sh.stderr, "hairpin: interrupted")
	default:
		fmt.Fprintf(sh.stderr, "hairpin: %s\n", strings.TrimSpace(err.Error()))
		var away *unreachableError
		if errors.As(err, &away) {
			return exitNoServer
		}
	}
	return exitUsage
}

// newParser reads the grammar, with more options that say what becomes of output.
func newParser(more ...kong.Option) (*kong.Kong, error) {
	return kong.New(&commands{}, append(more,
		kong.Name("hairpin"),
		kong.Vars{"default_server": "none, the analysis runs locally"},
		kong.TypeMapper(reflect.TypeFor[time.Duration](), durations),
		kong.KindMapper(reflect.Int, integers),
		kong.KindMapper(reflect.Uint32, counts),
		kong.KindMapper(reflect.Float64, fractions),
	)...)
}

// meant are arguments in the grammar's words: people also ask for the version and
// for help in the words of other tools.
func meant(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case len(args) == 1 && (args[0] == "--version" || args[0] == "-v"):
		return []string{"version", "--server="} // what a variable names is not asked
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	}
	return args
}

// helpShown ends a parse in which --help printed what it had to.
type helpShown struct{}

func execute(parser *kong.Kong, args []string) (code int, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(helpShown); !ok {
				panic(r)
			}
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		return exitUsage, worded(err)
	}
	err = parsed.Run()
	var e exitCode
	if errors.As(err, &e) {
		return int(e), nil
	}
	return exitClean, err
}
