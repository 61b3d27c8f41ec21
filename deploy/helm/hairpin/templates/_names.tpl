{{- /* Names have 63 characters at most, and "-headless" is put after this one. */}}
{{- define "hairpin.name" -}}
{{- $name := .Release.Name }}
{{- if not (contains "hairpin" $name) }}{{ $name = printf "%s-hairpin" $name }}{{ end }}
{{- .Values.fullnameOverride | default $name | trunc 54 | trimSuffix "-" }}
{{- end }}

{{- define "hairpin.selector" -}}
app.kubernetes.io/name: hairpin
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "hairpin.labels" -}}
{{ include "hairpin.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- /* Values may add labels; those of the chart stay, because objects find each other by them. */}}
{{- define "hairpin.labelsAnd" -}}
{{- merge (include "hairpin.labels" .root | fromYaml) .more | toYaml }}
{{- end }}

{{- define "hairpin.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- /* kubernetes.io/h2c is HTTP/2 in plaintext and nothing else. gRPC over TLS has no name of its own: https says that
there is TLS, and the handshake (ALPN) says that HTTP/2 is in it. The names:
https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol */}}
{{- define "hairpin.appProtocol" -}}
{{- .Values.service.appProtocol | default (ternary "https" "kubernetes.io/h2c" (not (empty .Values.tls.secretName))) }}
{{- end }}

{{- /* The bytes of a size of the server, as 16MiB, or of a quantity of Kubernetes, as 1152Mi or 1.5G. */}}
{{- define "hairpin.bytes" -}}
{{- $units := dict "" 1 "m" 1e-3 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18
  "Ki" 0x1p10 "Mi" 0x1p20 "Gi" 0x1p30 "Ti" 0x1p40 "Pi" 0x1p50 "Ei" 0x1p60 }}
{{- $number := regexFind "^[0-9.]+([eE][+-]?[0-9]+)?" (toString .) }}
{{- $unit := toString . | trimPrefix $number | trimSuffix "B" }}
{{- mulf $number (get $units $unit) | printf "%.0f" }}
{{- end }}

{{- /* The config map with the settings of issuers; empty if there are none. */}}
{{- define "hairpin.issuers" -}}
{{- with .Values.issuers }}
{{- if .settings }}{{ include "hairpin.name" $ }}-issuers{{ else }}{{ .configMapName }}{{ end }}
{{- end }}
{{- end }}

{{- /* Where pods ask for the keys of an issuer; empty if they are in a file. */}}
{{- define "hairpin.keysAt" -}}
{{- $at := .keys | default .issuer }}
{{- if not (hasPrefix "/" $at) }}{{ $at }}{{ end }}
{{- end }}

{{- /* Whether pods ask for keys anywhere; empty if they do not. */}}
{{- define "hairpin.keysFar" -}}
{{- .Values.issuers.configMapName }}
{{- range .Values.issuers.settings }}{{ include "hairpin.keysAt" . }}{{ end }}
{{- end }}
