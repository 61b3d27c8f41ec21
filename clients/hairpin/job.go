package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hairpin.example/hairpin/clients/hairpin/collect"
	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

// job is the work of a command on files: who does it, what is read, and what is
// known about the instance.
type job struct {
	*shell
	svc     service
	in      *collect.Input
	project *collect.Project
	config  *hairpinv1.Config
}

// begin collects what the flags select. configure, if there is one, reads the
// flags of the command that say how the files are judged.
func (f *inputFlags) begin(sh *shell, configure func(*hairpinv1.Config) error) (*job, error) {
	svc, err := f.service(sh)
	if err != nil {
		return nil, err
	}
	config, err := f.config()
	if err != nil {
		return nil, err
	}
	if f.StdinFilename != "" && !slices.Contains(f.Paths, "-") {
		return nil, fmt.Errorf("--stdin-filename names the file on standard input; also pass - as a path")
	}
	p := newProgress(sh)
	in := &collect.Input{Cwd: sh.cwd, Stdin: sh.stdin, StdinName: collect.StdinPath, Progress: p.read}
	if f.StdinFilename != "" {
		in.StdinName = f.StdinFilename
	}
	in.Read(f.Paths)
	p.done()
	if configure != nil {
		if err := configure(config); err != nil {
			return nil, err
		}
	}
	j := &job{shell: sh, svc: svc, in: in, config: config}
	return j, j.locate(f.Instance)
}

// locate finds the root of what was collected, and of the file of --instance if
// there is one.
func (j *job) locate(instance string) error {
	path := ""
	if instance != "" {
		path = j.in.Abs(instance)
		src, err := readInstance(path)
		if err != nil {
			return fmt.Errorf("--instance %s: %w", instance, err)
		}
		j.config.InstanceFile = &hairpinv1.File{Content: src}
	}
	j.project = j.in.Project(path)
	if instance != "" {
		j.config.InstanceFile.Path = j.project.Rel(path)
	}
	j.config.ReportPaths = j.project.Report
	return nil
}

// analyse shows on a terminal how far the service is with a call, if that takes
// long.
func (j *job) analyse(call func() error) error {
	p := newProgress(j.shell)
	p.say("analysing %d files", len(j.project.Files))
	if far, ok := j.svc.(*remote); ok {
		far.progress = p.sends(sizeOf(j.project.Files))
	}
	err := call()
	p.done()
	return plain(err)
}

// unread prints what could not be read, and gives the error that ends a command
// that does not report findings; nil if all could be read.
func (j *job) unread(problems []*hairpinv1.Problem, colors print.Palette) error {
	print.Problems(j.stderr, &print.Report{Response: &hairpinv1.AnalyzeResponse{Problems: problems}, Source: j.project.Source(), Colors: colors})
	if len(problems) > 0 {
		return exit(exitUsage)
	}
	return nil
}

// report is what a format prints of a response. changed replaces files of the
// project.
func (j *job) report(o *outputFlags, resp *hairpinv1.AnalyzeResponse, changed ...*hairpinv1.File) (*print.Report, error) {
	rules, err := j.svc.ListRules(j.ctx, &hairpinv1.ListRulesRequest{})
	if err != nil {
		return nil, plain(err)
	}
	return &print.Report{
		Response: resp, Rules: rulesByID(rules.GetRules()), Source: j.project.Source(changed...), Version: buildVersion().version,
		Colors: o.palette(j.shell), Quiet: o.Quiet, Hints: o.showsHints(), FixWith: j.fixWith(),
	}, nil
}

func rulesByID(list []*hairpinv1.Rule) map[string]*hairpinv1.Rule {
	out := map[string]*hairpinv1.Rule{}
	for _, r := range list {
		out[r.GetId()] = r
	}
	return out
}

// fixWith is the command that fixes what was found.
func (j *job) fixWith() string {
	if j.config.GetEnvironment() == "" {
		return "hairpin fix"
	}
	return "hairpin fix --env " + j.config.GetEnvironment()
}

// readInstance reads the file of --instance.
func readInstance(path string) ([]byte, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%s", collect.Reason(err))
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json", ".yaml", ".yml":
	default:
		return nil, fmt.Errorf("the file must end in .json, .yaml or .yml, according to its content")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s", collect.Reason(err))
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, server.MaxFileSize+1))
	if err != nil {
		return nil, fmt.Errorf("%s", collect.Reason(err))
	}
	if len(src) > server.MaxFileSize {
		return nil, fmt.Errorf("the file is larger than %d MiB", server.MaxFileSize>>20)
	}
	return src, nil
}
