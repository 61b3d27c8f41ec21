// Package test holds the files of deploy to what they are for: the chart is
// rendered and decoded into the types of the Kubernetes API, and the commands of the
// Dockerfile are run. It is a module of its own because of what that takes.
package test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	"sigs.k8s.io/yaml"
)

// kinds are the types that the chart may make.
var kinds = map[string]func() any{
	"apps/v1 Deployment":                      func() any { return &apps.Deployment{} },
	"v1 ConfigMap":                            func() any { return &core.ConfigMap{} },
	"v1 Service":                              func() any { return &core.Service{} },
	"autoscaling/v2 HorizontalPodAutoscaler":  func() any { return &autoscaling.HorizontalPodAutoscaler{} },
	"policy/v1 PodDisruptionBudget":           func() any { return &policy.PodDisruptionBudget{} },
	"networking.k8s.io/v1 NetworkPolicy":      func() any { return &networking.NetworkPolicy{} },
	"monitoring.coreos.com/v1 ServiceMonitor": func() any { return &monitoring.ServiceMonitor{} },
}

// render makes the objects of the chart with some values, by kind. A field that
// the API does not know, or knows with another type, fails the test.
func render(t *testing.T, values string) (map[string][]any, error) {
	t.Helper()
	return renderAs(t, "contoso", values)
}

func renderAs(t *testing.T, release, values string) (map[string][]any, error) {
	t.Helper()
	chart, err := loader.Load("../helm/hairpin")
	if err != nil {
		t.Fatal(err)
	}
	var set map[string]any
	if err := yaml.Unmarshal([]byte(values), &set); err != nil {
		t.Fatal(err)
	}
	all, err := chartutil.ToRenderValues(chart, set, chartutil.ReleaseOptions{Name: release, Namespace: "tools"}, nil)
	if err != nil {
		return nil, err
	}
	files, err := engine.Render(chart, all)
	if err != nil {
		return nil, err
	}
	out := map[string][]any{}
	for name, src := range files {
		for _, doc := range strings.Split(src, "\n---\n") {
			var head struct{ APIVersion, Kind string }
			if err := yaml.Unmarshal([]byte(doc), &head); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, doc)
			}
			if head.Kind == "" {
				continue
			}
			kind := head.APIVersion + " " + head.Kind
			if kinds[kind] == nil {
				t.Fatalf("%s makes %s, which is not in the table", name, kind)
			}
			object := kinds[kind]()
			// By way of JSON, as Helm sends it: YAML alone makes a text of a number where one is wanted.
			raw, err := yaml.YAMLToJSONStrict([]byte(doc))
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, doc)
			}
			decoder := json.NewDecoder(bytes.NewReader(raw))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(object); err != nil {
				t.Errorf("%s: %v\n%s", name, err, doc)
			}
			out[kind] = append(out[kind], object)
		}
	}
	return out, nil
}

// everything sets all that may be set, to something other than it is.
const everything = `
image: { repository: registry.example.com/hairpin, tag: 1.2.3, digest: "sha256:` + digest + `", pullPolicy: Always }
imagePullSecrets: [{ name: registry }]
fullnameOverride: policies
replicaCount: 3
autoscaling: { enabled: true, minReplicas: 4, maxReplicas: 8, targetCPUUtilizationPercentage: 60, behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } }
podDisruptionBudget: { enabled: true, minAvailable: 50% }
resources: { requests: { cpu: 2 }, limits: { memory: 2.5Gi } }
server: { maxMemory: 2GiB, maxMessage: 64MiB, maxRate: 50.5, drainSeconds: 30, logFormat: json }
extraEnv: [{ name: HAIRPIN_MAX_TIME, value: 30s }]
tls: { secretName: hairpin-tls, clientCA: true, serverName: hairpin.tools.svc }
tokens: { secretName: hairpin-tokens }
issuers:
  settings:
    github: { issuer: "https://token.actions.githubusercontent.com", audience: hairpin.example.com, claims: { repository_owner: contoso, ref_protected: true, environment: [test, "12"] }, caller: repository }
    ours: { issuer: ours, audience: hairpin, keys: /etc/hairpin/issuers/keys.json, ca: /etc/hairpin/issuers/ca.pem, claims: {} }
  files: { keys.json: ` + "'" + jwks + "'" + `, ca.pem: none }
service: { appProtocol: example.com/grpcs, annotations: { example.com/owner: apis }, labels: { team: apis } }
podAnnotations: { example.com/scrape: "true" }
podLabels: { team: apis, app.kubernetes.io/name: other }
nodeSelector: { kubernetes.io/arch: arm64 }
tolerations: [{ key: spot, operator: Exists }]
affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: zone } }] } }
topologySpreadConstraints:
  - { maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule }
  - { maxSkew: 3, topologyKey: rack, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { team: apis } } }
networkPolicy:
  enabled: true
  from: [{ namespaceSelector: { matchLabels: { team: apis } } }]
  metricsNamespaces: [monitoring, observability]
  egress: [{ ports: [{ port: 4317 }] }]
  keys: { to: [{ ipBlock: { cidr: 192.0.2.0/24 } }], ports: [443, 8443] }
serviceMonitor: { enabled: true, interval: 15s, labels: { release: prometheus } }
`

// jwks has the key of https://www.rfc-editor.org/rfc/rfc8037#appendix-A.2
const jwks = `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"one","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`

const digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func TestChart(t *testing.T) {
	for values, want := range map[string]map[string]int{
		"": {"apps/v1 Deployment": 1, "v1 Service": 2, "autoscaling/v2 HorizontalPodAutoscaler": 1, "policy/v1 PodDisruptionBudget": 1, "networking.k8s.io/v1 NetworkPolicy": 1},
		"autoscaling: { enabled: false }\nnetworkPolicy: { enabled: false }\npodDisruptionBudget: { enabled: false }": {"apps/v1 Deployment": 1, "v1 Service": 2},
		everything: {"apps/v1 Deployment": 1, "v1 ConfigMap": 1, "v1 Service": 2, "autoscaling/v2 HorizontalPodAutoscaler": 1, "policy/v1 PodDisruptionBudget": 1, "networking.k8s.io/v1 NetworkPolicy": 1, "monitoring.coreos.com/v1 ServiceMonitor": 1},
	} {
		objects, err := render(t, values)
		if err != nil {
			t.Fatalf("%s: %v", values, err)
		}
		for kind := range kinds {
			if len(objects[kind]) != want[kind] {
				t.Errorf("%d of %s, want %d, with\n%s", len(objects[kind]), kind, want[kind], values)
			}
		}
		joined(t, objects)
	}
}

// joined checks what the types do not: that names lead to each other, and that what
// is mounted is defined.
func joined(t *testing.T, objects map[string][]any) {
	t.Helper()
	d := objects["apps/v1 Deployment"][0].(*apps.Deployment)
	labels := d.Spec.Template.Labels
	matches := func(what string, selector map[string]string) {
		if len(selector) == 0 {
			t.Errorf("%s selects everything", what)
		}
		for k, v := range selector {
			if labels[k] != v {
				t.Errorf("%s selects %s=%s, and pods have %q", what, k, v, labels[k])
			}
		}
	}
	c := d.Spec.Template.Spec.Containers[0]
	ports := map[string]int32{}
	for _, p := range c.Ports {
		ports[p.Name] = p.ContainerPort
	}
	headless := false
	for _, o := range objects["v1 Service"] {
		s := o.(*core.Service)
		matches(s.Name, s.Spec.Selector)
		headless = headless || s.Spec.ClusterIP == core.ClusterIPNone
		for _, p := range s.Spec.Ports {
			if ports[p.TargetPort.String()] != p.Port {
				t.Errorf("%s leads to port %s, which the pod does not have", s.Name, p.TargetPort.String())
			}
		}
	}
	if !headless {
		t.Error("no service is headless")
	}
	matches("the deployment", d.Spec.Selector.MatchLabels)
	for _, o := range objects["policy/v1 PodDisruptionBudget"] {
		matches("the disruption budget", o.(*policy.PodDisruptionBudget).Spec.Selector.MatchLabels)
	}
	for _, o := range objects["networking.k8s.io/v1 NetworkPolicy"] {
		matches("the network policy", o.(*networking.NetworkPolicy).Spec.PodSelector.MatchLabels)
	}
	for _, o := range objects["autoscaling/v2 HorizontalPodAutoscaler"] {
		if to := o.(*autoscaling.HorizontalPodAutoscaler).Spec.ScaleTargetRef.Name; to != d.Name || d.Spec.Replicas != nil {
			t.Errorf("%s is scaled, and the deployment is %s with %v replicas", to, d.Name, d.Spec.Replicas)
		}
	}
	var volumes, mounts []string
	for _, v := range d.Spec.Template.Spec.Volumes {
		volumes = append(volumes, v.Name)
	}
	for _, m := range c.VolumeMounts {
		mounts = append(mounts, m.Name)
	}
	for _, o := range objects["v1 ConfigMap"] {
		name := o.(*core.ConfigMap).Name
		if !slices.ContainsFunc(d.Spec.Template.Spec.Volumes, func(v core.Volume) bool { return v.ConfigMap != nil && v.ConfigMap.Name == name }) {
			t.Errorf("no pod has the config map %s", name)
		}
	}
	if !slices.Equal(volumes, mounts) {
		t.Errorf("volumes %v, mounts %v", volumes, mounts)
	}
	for name, p := range map[string]*core.Probe{"readiness": c.ReadinessProbe, "liveness": c.LivenessProbe, "startup": c.StartupProbe} {
		if p == nil {
			t.Errorf("there is no probe of %s", name)
		}
	}
}

// buildImage runs the build of the Dockerfile for a platform, with the programs of
// path, and gives the command.
func buildImage(t *testing.T, platform, path string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	src, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	goos, goarch, _ := strings.Cut(platform, "/")
	binary, built := filepath.Join(t.TempDir(), "hairpin"), 0
	for line := range strings.Lines(string(src)) {
		command, ok := strings.CutPrefix(line, "RUN ")
		if !ok {
			continue
		}
		cmd := exec.CommandContext(ctx, "sh", "-ec", strings.ReplaceAll(command, "/out/hairpin", binary))
		cmd.Dir = "../.."
		cmd.Env = append(os.Environ(), "VERSION=1.2.3", "COMMIT=0123456789ab", "TARGETOS="+goos, "TARGETARCH="+goarch, "PATH="+path)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
		built++
	}
	if built == 0 {
		t.Fatal("the Dockerfile builds nothing")
	}
	return binary
}

// TestImage runs the build of the Dockerfile, and asks the result whether it knows
// the flags that the image, the chart and the compose file give it, and needs as much
// memory as the chart says; and whether it takes the issuers that the chart takes.
func TestImage(t *testing.T) {
	binary := buildImage(t, runtime.GOOS+"/"+runtime.GOARCH, os.Getenv("PATH"))
	if out, err := exec.CommandContext(t.Context(), binary, "version").Output(); err != nil || !bytes.HasPrefix(out, []byte("hairpin 1.2.3 (commit 0123456789ab,")) {
		t.Errorf("version: %s %v", out, err)
	}
	c := install(t, everything).container
	for _, args := range [][]string{c.Args, c.ReadinessProbe.Exec.Command[1:], composeArgs(t)} {
		help, err := exec.CommandContext(t.Context(), binary, args[0], "--help").Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range args[1:] {
			if flag, _, _ := strings.Cut(a, "="); strings.HasPrefix(a, "--") && !bytes.Contains(help, []byte(flag+"=")) {
				t.Errorf("hairpin %s knows no %s", args[0], flag)
			}
		}
	}
	for message, refused := range map[string]bool{"32MiB": false, "32769KiB": true} {
		_, err := render(t, "server: { maxMemory: 1GiB, maxMessage: "+message+" }")
		out, _ := exec.CommandContext(t.Context(), binary, "serve", "--max-memory=1GiB", "--max-message="+message, "--listen=unix:/nowhere/socket").CombinedOutput()
		if (err != nil) != refused || bytes.Contains(out, []byte("--max-memory")) != refused {
			t.Errorf("messages of %s: the chart says %v, and the server %s", message, err, out)
		}
	}
	serveIssuers(t, binary)
}

// TestImagePlatforms: the build is told for which platform it is. A stand-in for Go
// writes down what that is.
func TestImagePlatforms(t *testing.T) {
	programs := t.TempDir()
	told := filepath.Join(programs, "told")
	if err := os.WriteFile(filepath.Join(programs, "go"), []byte("#!/bin/sh\necho $1 $CGO_ENABLED $GOOS $GOARCH >> "+told+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	buildImage(t, "linux/arm64", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
	if got, err := os.ReadFile(told); err != nil || !bytes.HasSuffix(got, []byte("build 0 linux arm64\n")) {
		t.Errorf("Go is told %q %v", got, err)
	}
}

// TestImageLabels: the image says what it is, and every argument of a stage is one of
// the build.
func TestImageLabels(t *testing.T) {
	src, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	stages := regexp.MustCompile(`(?m)^FROM `).Split(string(src), -1)
	final := stages[len(stages)-1]
	for _, label := range []string{`title="Hairpin"`, `version="${VERSION}"`, `revision="${COMMIT}"`, `licenses="MIT"`} {
		if !strings.Contains(final, "org.opencontainers.image."+label) {
			t.Errorf("the image has no label %s", label)
		}
	}
	for i, stage := range stages[1:] {
		from, body, _ := strings.Cut(stage, "\n")
		for where, text := range map[string]string{stages[0]: from, stage: body} {
			for _, name := range regexp.MustCompile(`\$\{([A-Z_]+)\}`).FindAllStringSubmatch(text, -1) {
				if !regexp.MustCompile(`(?m)^ARG ` + name[1] + `\b`).MatchString(where) {
					t.Errorf("stage %d uses %s, which is no argument there", i, name[1])
				}
			}
		}
	}
}

func composeArgs(t *testing.T) []string {
	t.Helper()
	src, err := os.ReadFile("../compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct{ Command []string }
	}
	if err := yaml.Unmarshal(src, &file); err != nil {
		t.Fatal(err)
	}
	return file.Services["hairpin"].Command
}
