{{- define "hairpin.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}-hairpin
{{- end }}

{{- define "hairpin.selector" -}}
app.kubernetes.io/name: hairpin
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "hairpin.labels" -}}
{{ include "hairpin.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
