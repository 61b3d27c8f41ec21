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
