package test

import (
	"strings"
	"testing"
)

// TestRefusals: what would be installed and then not work is refused with what is
// wrong, where, and what to do; and what is just possible is not.
func TestRefusals(t *testing.T) {
	for values, want := range map[string]string{
		"autoscaling: { minReplicas: 11 }":                 "autoscaling.minReplicas is 11, above autoscaling.maxReplicas, which is 10: lower minReplicas or raise maxReplicas",
		"autoscaling: { minReplicas: 10 }":                 "",
		"autoscaling: { enabled: false, minReplicas: 11 }": "",

		"autoscaling: { minReplicas: 1 }": "podDisruptionBudget.minAvailable is 1 and autoscaling.minReplicas is 1, so no node could be drained: " +
			"raise autoscaling.minReplicas, lower minAvailable, or set podDisruptionBudget.enabled to false",
		"autoscaling: { enabled: false }\nreplicaCount: 1": "podDisruptionBudget.minAvailable is 1 and replicaCount is 1, so no node could be drained: " +
			"raise replicaCount, lower minAvailable, or set podDisruptionBudget.enabled to false",
		"podDisruptionBudget: { minAvailable: 2 }":                                                  "podDisruptionBudget.minAvailable is 2 and autoscaling.minReplicas is 2, so no node could be drained",
		"podDisruptionBudget: { minAvailable: 51% }":                                                "podDisruptionBudget.minAvailable is 51% and autoscaling.minReplicas is 2, so no node could be drained",
		"podDisruptionBudget: { minAvailable: 50% }":                                                "",
		"podDisruptionBudget: { minAvailable: 0 }\nautoscaling: { minReplicas: 1 }":                 "",
		"podDisruptionBudget: { minAvailable: 0% }\nautoscaling: { minReplicas: 1 }":                "",
		"podDisruptionBudget: { enabled: false }\nautoscaling: { minReplicas: 1 }":                  "",
		"podDisruptionBudget: { enabled: false }\nautoscaling: { enabled: false }\nreplicaCount: 1": "",

		"server: { maxMessage: 32769KiB }": "server.maxMessage is 32769KiB, and server.maxMemory, which is 1GiB, must be at least 32 times as much: lower maxMessage or raise maxMemory",
		"server: { maxMessage: 32MiB }":    "",

		"server: { maxMemory: 2GiB }":                       "server.maxMemory is 2GiB, and resources.limits.memory, which is 1152Mi, must be at least one eighth above it, or pods are killed: lower maxMemory or raise the limit",
		"resources: { limits: { memory: 1Gi } }":            "server.maxMemory is 1GiB, and resources.limits.memory, which is 1Gi, must be",
		"resources: { limits: { memory: 1.2G } }":           "server.maxMemory is 1GiB, and resources.limits.memory, which is 1.2G, must be",
		"resources: { limits: { memory: 1207959551 } }":     "must be at least one eighth above it",
		"resources: { limits: { memory: 1207959552 } }":     "",
		"resources: { limits: { memory: 1.125Gi } }":        "",
		"resources: { limits: { memory: 1.3e9 } }":          "",
		"resources: { limits: { memory: 1207959552000m } }": "",
		"resources: { limits: { memory: null } }":           "",
		"resources: { limits: null }":                       "",

		"tls: { clientCA: true }":  "tls.clientCA and tls.serverName have no effect without TLS: set tls.secretName, or leave them out",
		"tls: { serverName: a.b }": "tls.clientCA and tls.serverName have no effect without TLS",
		"tls: { secretName: x }":   "",

		"extraEnv: [{ name: HAIRPIN_LOG_FORMAT, value: json }]":       "extraEnv sets HAIRPIN_LOG_FORMAT, which has no effect: set server.logFormat instead",
		"extraEnv: [{ name: HAIRPIN_LISTEN, value: \"0.0.0.0:80\" }]": "extraEnv sets HAIRPIN_LISTEN, which has no effect: the chart says where the server listens; leave it out",
		"extraEnv: [{ name: A }, { name: HAIRPIN_DRAIN, value: 1s }]": "extraEnv sets HAIRPIN_DRAIN, which has no effect: set server.drainSeconds instead",
		"extraEnv: [{ name: HAIRPIN_MAX_TIME, value: 1s }]":           "",
		"extraEnv: [{ name: HAIRPIN_CHANNELZ, value: \"true\" }]":     "",

		"issuers: { configMapName: a, files: { b: c } }": "issuers.configMapName names a config map, and issuers.settings or issuers.files make one: leave out one of the two",
		"issuers: { configMapName: a }\n":                "",
		"issuers: { files: { b: c } }":                   "issuers.files have no effect without issuers.settings that name them: set those, or leave the files out",

		settings("issuer: https://a.example, keys: /etc/hairpin/issuers/key.json"): "issuers.settings.ours.keys is /etc/hairpin/issuers/key.json, and issuers.files has no key.json: add it",
		settings("issuer: https://a.example, ca: /etc/hairpin/issuers/ca.pem"):     "issuers.settings.ours.ca is /etc/hairpin/issuers/ca.pem, and issuers.files has no ca.pem: add it",
		settings("issuer: a, keys: /etc/hairpin/issuers/keys.json"):                "",
		settings("issuer: a, keys: /usr/share/hairpin/keys.json"):                  "",
		settings("issuer: http://a.example"):                                       "issuers.settings.ours.issuer is http://a.example, which has to be an https address, unless keys names a file",
		settings("issuer: a"):                                                      "issuers.settings.ours.issuer is a, which has to be",
		settings("issuer: a, keys: https://a.example/keys"):                        "",
		"issuers: { settings: { a: { issuer: https://a.example, audience: x, claims: {} }, b: { issuer: https://a.example, audience: z, claims: {} } } }": "issuers.settings.b.issuer is https://a.example, as is that of a: an issuer has one name",

		settings("issuer: https://a.example:8443"): "issuers.settings.ours has its keys at https://a.example:8443, and networkPolicy lets no pod out to port 8443: " +
			"add it to networkPolicy.keys.ports, write a rule into networkPolicy.egress, or give the keys in a file",
		settings("issuer: https://a.example") + "networkPolicy: { keys: { ports: [] } }":                                        "networkPolicy lets no pod out to port 443",
		settings("issuer: https://a.example:8443") + "networkPolicy: { keys: { ports: [8443] } }":                               "",
		settings("issuer: https://a.example:8443") + "networkPolicy: { enabled: false }":                                        "",
		settings("issuer: https://a.example") + "networkPolicy: { keys: { ports: [] }, egress: [{ ports: [{ port: 3128 }] }] }": "",
	} {
		_, err := render(t, values)
		switch {
		case want == "" && err != nil:
			t.Errorf("%q is refused: %v", values, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: want %q, got %v", values, want, err)
		}
	}
}
