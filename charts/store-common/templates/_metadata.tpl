{{/* Labels that select one component's pods. Context: dict "root" $ "component" "shop" */}}
{{- define "store-common.selector" -}}
app.kubernetes.io/component: {{ .component }}
store-orchestrator.io/store: {{ .root.Values.store.key | quote }}
{{- end }}

{{/*
Labels of pods: none of them changes with the chart's version, or every new version would restart
every shop; none tells whose shop it is, or a claim of a prepared one would.
Context: dict "root" $ "component" "shop"
*/}}
{{- define "store-common.podLabels" -}}
{{ include "store-common.selector" . }}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/part-of: store-orchestrator
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{/* Labels of every object. Context: dict "root" $ "component" "shop" */}}
{{- define "store-common.labels" -}}
{{ include "store-common.podLabels" . }}
app.kubernetes.io/instance: {{ .root.Values.store.name | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Name, namespace and labels. Context: dict "root" $ "name" "shop" "component" "shop" */}}
{{- define "store-common.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "store-common.labels" . | nindent 2 }}
{{- end }}
