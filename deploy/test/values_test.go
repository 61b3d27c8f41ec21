package test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	"sigs.k8s.io/yaml"
)

// release is what the chart makes of some values.
type release struct {
	deployment *apps.Deployment
	pod        core.PodSpec
	container  core.Container
	services   []*core.Service
	scaler     *autoscaling.HorizontalPodAutoscaler
	budget     *policy.PodDisruptionBudget
	network    *networking.NetworkPolicy
	monitor    *monitoring.ServiceMonitor
}

func install(t *testing.T, values string) release {
	t.Helper()
	objects, err := render(t, values)
	if err != nil {
		t.Fatalf("%s: %v", values, err)
	}
	r := release{
		deployment: first[apps.Deployment](objects), scaler: first[autoscaling.HorizontalPodAutoscaler](objects),
		budget: first[policy.PodDisruptionBudget](objects), network: first[networking.NetworkPolicy](objects), monitor: first[monitoring.ServiceMonitor](objects),
	}
	r.pod = r.deployment.Spec.Template.Spec
	r.container = r.pod.Containers[0]
	for _, o := range objects["v1 Service"] {
		r.services = append(r.services, o.(*core.Service))
	}
	return r
}

// first is the object of a type, nil if there is none.
func first[T any](objects map[string][]any) *T {
	for _, all := range objects {
		for _, o := range all {
			if typed, ok := o.(*T); ok {
				return typed
			}
		}
	}
	return nil
}

// want compares what is in an object with YAML.
func want(t *testing.T, what string, got any, text string) {
	t.Helper()
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var has, should any
	if err := json.Unmarshal(raw, &has); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte(text), &should); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(has, should) {
		t.Errorf("%s is %s, want %s", what, raw, text)
	}
}

// TestEveryValue: what may be set arrives where it belongs.
func TestEveryValue(t *testing.T) {
	r := install(t, everything)
	pods := r.deployment.Spec.Template
	want(t, "the name", r.deployment.Name, "policies")
	want(t, "the image", r.container.Image, "registry.example.com/hairpin@sha256:"+digest)
	want(t, "when it is pulled", r.container.ImagePullPolicy, "Always")
	want(t, "with what it is pulled", r.pod.ImagePullSecrets, "[{ name: registry }]")
	want(t, "the resources", r.container.Resources, `{ requests: { cpu: "2", memory: 1152Mi }, limits: { memory: 2560Mi } }`)
	want(t, "the arguments", r.container.Args, `[serve, --listen=0.0.0.0:8787, --metrics=0.0.0.0:9090, --max-memory=2GiB, --max-message=64MiB, --max-rate=50.5, --drain=30s, --log-format=json,
		--tls-cert=/etc/hairpin/tls/tls.crt, --tls-key=/etc/hairpin/tls/tls.key, --client-ca=/etc/hairpin/tls/ca.crt, --token-file=/etc/hairpin/tokens/tokens, --issuers=/etc/hairpin/issuers/issuers.yaml]`)
	want(t, "the environment", r.container.Env, "[{ name: HAIRPIN_MAX_TIME, value: 30s }]")
	want(t, "the time to stop", r.pod.TerminationGracePeriodSeconds, "45")
	want(t, "an annotation of pods", pods.Annotations["example.com/scrape"], `"true"`)
	want(t, "the nodes", r.pod.NodeSelector, "{ kubernetes.io/arch: arm64 }")
	want(t, "what is tolerated", r.pod.Tolerations, "[{ key: spot, operator: Exists }]")
	want(t, "the affinity", r.pod.Affinity, "{ podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: zone } }] } }")
	want(t, "how pods are spread", r.pod.TopologySpreadConstraints, `
- { maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { app.kubernetes.io/name: hairpin, app.kubernetes.io/instance: contoso } } }
- { maxSkew: 3, topologyKey: rack, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { team: apis } } }`)
	want(t, "the replicas", []*int32{r.deployment.Spec.Replicas, r.scaler.Spec.MinReplicas, &r.scaler.Spec.MaxReplicas, r.scaler.Spec.Metrics[0].Resource.Target.AverageUtilization}, "[null, 4, 8, 60]")
	want(t, "the behavior", r.scaler.Spec.Behavior.ScaleDown.StabilizationWindowSeconds, "600")
	want(t, "the budget", r.budget.Spec.MinAvailable, "50%")
	for _, s := range r.services {
		want(t, "the annotations of a service", s.Annotations, "{ example.com/owner: apis }")
		want(t, "a label of a service", []string{s.Labels["team"], s.Labels["app.kubernetes.io/name"]}, "[apis, hairpin]")
		want(t, "what its port speaks", s.Spec.Ports[0].AppProtocol, "example.com/grpcs")
	}
	// The selectors need the labels of the chart.
	want(t, "a label of pods", []string{pods.Labels["team"], pods.Labels["app.kubernetes.io/name"]}, "[apis, hairpin]")
	want(t, "the network", r.network.Spec, `
podSelector: { matchLabels: { app.kubernetes.io/name: hairpin, app.kubernetes.io/instance: contoso } }
policyTypes: [Ingress, Egress]
ingress:
  - { ports: [{ port: grpc }], from: [{ namespaceSelector: { matchLabels: { team: apis } } }] }
  - { ports: [{ port: metrics }], from: [{ namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [monitoring, observability] }] } }] }
egress:
  - { ports: [{ port: 4317 }] }
  - { ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }
  - { ports: [{ port: 443, protocol: TCP }, { port: 8443, protocol: TCP }], to: [{ ipBlock: { cidr: 192.0.2.0/24 } }] }`)
	want(t, "the monitor", []string{string(r.monitor.Spec.Endpoints[0].Interval), r.monitor.Labels["release"], r.monitor.Labels["app.kubernetes.io/name"]}, "[15s, prometheus, hairpin]")
}

// TestDefaults: what holds if nothing is set.
func TestDefaults(t *testing.T) {
	r := install(t, "")
	want(t, "the name", r.deployment.Name, "contoso-hairpin")
	want(t, "the image", r.container.Image, "hairpin:0.1.0")
	want(t, "the environment", r.container.Env, "null")
	want(t, "the annotations of pods", r.deployment.Spec.Template.Annotations, "null")
	want(t, "how it logs", r.container.Args[len(r.container.Args)-1], "--log-format=text")
	want(t, "how pods are spread", r.pod.TopologySpreadConstraints, "[{ maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app.kubernetes.io/name: hairpin, app.kubernetes.io/instance: contoso } } }]")
	want(t, "the network", []any{r.network.Spec.Ingress, r.network.Spec.Egress}, "[[{ ports: [{ port: grpc }], from: [{ podSelector: {} }] }, { ports: [{ port: metrics }] }], null]")
	r = install(t, "image: { tag: 1.2.3 }\nautoscaling: { enabled: false }\nreplicaCount: 3\ntopologySpreadConstraints: []\n")
	want(t, "the image", r.container.Image, "hairpin:1.2.3")
	want(t, "the replicas", r.deployment.Spec.Replicas, "3")
	want(t, "how pods are spread", r.pod.TopologySpreadConstraints, "null")
}

// TestTLS: what the port speaks, and how a pod is asked whether it is ready.
func TestTLS(t *testing.T) {
	for values, c := range map[string]struct{ speaks, ready string }{
		"":                       {"kubernetes.io/h2c", "{ periodSeconds: 5, grpc: { port: 8787, service: hairpin.v1.AnalysisService } }"},
		"tls: { secretName: x }": {"https", "{ periodSeconds: 5, tcpSocket: { port: grpc } }"},
		"tls: { secretName: x, serverName: a.b }": {"https", `{ periodSeconds: 5, timeoutSeconds: 5, exec: { command: [/usr/local/bin/hairpin, healthcheck, --timeout=4s,
			--server=127.0.0.1:8787, --server-name=a.b, --server-ca=/etc/hairpin/tls/tls.crt] } }`},
		"tls: { secretName: x, serverName: a.b, clientCA: true }": {"https", `{ periodSeconds: 5, timeoutSeconds: 5, exec: { command: [/usr/local/bin/hairpin, healthcheck, --timeout=4s,
			--server=127.0.0.1:8787, --server-name=a.b, --server-ca=/etc/hairpin/tls/tls.crt, --server-cert=/etc/hairpin/tls/tls.crt, --server-key=/etc/hairpin/tls/tls.key] } }`},
	} {
		r := install(t, values)
		for _, s := range r.services {
			for _, p := range s.Spec.Ports {
				speaks := map[string]string{"grpc": c.speaks, "metrics": "http"}[p.Name]
				want(t, fmt.Sprintf("with %q, what %s of %s speaks", values, p.Name, s.Name), p.AppProtocol, speaks)
			}
		}
		want(t, fmt.Sprintf("with %q, the readiness", values), r.container.ReadinessProbe, c.ready)
	}
}

// TestNames: names are as long as Kubernetes takes them, and no longer.
func TestNames(t *testing.T) {
	chart, err := loader.Load("../helm/hairpin")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"tools": "tools-hairpin", "hairpin": "hairpin", "hairpin-blue": "hairpin-blue", strings.Repeat("n", 53): strings.Repeat("n", 53)} {
		objects, err := renderAs(t, name, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range objects["v1 Service"] {
			if got := o.(*core.Service).Name; got != want && got != want+"-headless" || len(got) > 63 {
				t.Errorf("release %s has the service %s, want %s", name, got, want)
			}
		}
	}
	if _, err := renderAs(t, "123", ""); err != nil {
		t.Errorf("a release whose name is a number: %v", err)
	}
	for version, works := range map[string]bool{"v1.29.14": false, "v1.30.0": true, "v1.31.4-gke.1183000": true, "v1.34.1": true} {
		if chartutil.IsCompatibleRange(chart.Metadata.KubeVersion, version) != works {
			t.Errorf("Kubernetes %s: want %t for %s", version, works, chart.Metadata.KubeVersion)
		}
	}
}

// TestSchema: a value that is not there, or of another type, is found before
// anything is installed.
func TestSchema(t *testing.T) {
	for _, values := range []string{
		"replicas: 3", "replicaCount: 0", "replicaCount: two", "server: { maxMemory: plenty }", "tls: { secret: x }",
		"autoscaling: { targetCPUUtilizationPercentage: 101 }", "autoscaling: { behavior: fast }", "image: { digest: latest }", "imagePullSecrets: [registry]",
		"podDisruptionBudget: { minAvailable: most }",
		"server: { logFormat: xml }", "issuers: { github: {} }", "networkPolicy: { keys: { ports: [https] } }", "networkPolicy: { keys: { to: 192.0.2.1 } }",
		"issuers: { settings: { a: { issuer: https://a.example, audience: b } } }", "issuers: { settings: { a: { issuer: https://a.example, claims: {} } } }",
		"issuers: { settings: { a: { audience: b, claims: {} } } }", "issuers: { settings: { a: { issuer: https://a.example, audience: b, claims: {}, key: /k } } }",
		"issuers: { settings: { A: { issuer: https://a.example, audience: b, claims: {} } } }", "issuers: { settings: { a: { issuer: https://a.example, audience: b, claims: { c: 1 } } } }",
		"issuers: { settings: { a: { issuer: https://a.example, audience: b, claims: { c: [] } } } }", "issuers: { settings: { a: { issuer: https://a.example, audience: b, claims: { c: null } } } }",
		"issuers: { settings: { a: { issuer: a, audience: b, claims: {}, keys: http://a.example } } }", "issuers: { settings: { a: { issuer: a, audience: b, claims: {}, keys: keys.json } } }",
		"issuers: { files: { issuers.yaml: a } }", "issuers: { files: { a/b: c } }",
		"podDisruptionBudget: { minAvailable: 101% }", "resources: { limits: { memory: 2GB } }",
		"extraEnv: { A: b }", "podLabels: { on: true }", "podAnnotations: { port: 9090 }", "service: { type: LoadBalancer }", "nodeSelector: [arm64]",
		"tolerations: [spot]", "affinity: []", "topologySpreadConstraints: {}", "networkPolicy: { metricsNamespaces: monitoring }",
	} {
		if _, err := render(t, values); err == nil || !strings.Contains(err.Error(), "schema") {
			t.Errorf("%q is taken: %v", values, err)
		}
	}
}

// TestValuesFile: every value has a type in the schema and a use in a template, and
// the schema knows no others.
func TestValuesFile(t *testing.T) {
	read := func(name string) (object map[string]any) {
		src, err := os.ReadFile(filepath.Join("../helm/hairpin", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(src, &object); err != nil {
			t.Fatal(err)
		}
		return object
	}
	var schema, values []string
	var walk func(out *[]string, path string, object map[string]any, inside func(any) map[string]any)
	walk = func(out *[]string, path string, object map[string]any, inside func(any) map[string]any) {
		for k, v := range object {
			if in := inside(v); len(in) > 0 && k != "resources" { // an object of Kubernetes
				walk(out, path+k+".", in, inside)
			} else {
				*out = append(*out, path+k)
			}
		}
	}
	walk(&values, "", read("values.yaml"), func(v any) map[string]any { in, _ := v.(map[string]any); return in })
	walk(&schema, "", read("values.schema.json")["properties"].(map[string]any), func(v any) map[string]any {
		in, _ := v.(map[string]any)["properties"].(map[string]any)
		return in
	})
	schema = slices.DeleteFunc(schema, func(path string) bool { return path == "global" }) // Helm's own
	slices.Sort(values)
	slices.Sort(schema)
	if !slices.Equal(values, schema) {
		t.Errorf("values.yaml has\n%s\nand its schema\n%s", values, schema)
	}
	var templates strings.Builder
	files, err := filepath.Glob("../helm/hairpin/templates/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f, "refusals.yaml") {
			templates.Write(src)
		}
	}
	for _, path := range values {
		if !strings.Contains(templates.String(), ".Values."+path) && !strings.HasPrefix(path, "image.") {
			t.Errorf("no template uses %s", path)
		}
	}
}
