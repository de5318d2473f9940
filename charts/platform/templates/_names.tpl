{{/* Labels that select one component's pods. Context: dict "root" $ "component" "api" */}}
{{- define "platform.selector" -}}
app.kubernetes.io/name: store-orchestrator
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Labels of every object. Context: dict "root" $ "component" "api" */}}
{{- define "platform.labels" -}}
{{ include "platform.selector" . }}
app.kubernetes.io/part-of: store-orchestrator
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Name, namespace and labels. Context: dict "root" $ "name" "api" "component" "api" */}}
{{- define "platform.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "platform.labels" . | nindent 2 }}
{{- end }}

{{/*
The ClusterRole that the orchestrator has inside the namespaces of stores. The name is a contract
with src/store_orchestrator/settings.py; a cluster holds one platform.
*/}}
{{- define "platform.storeRole" -}}
store-orchestrator-store-admin
{{- end }}

{{/* The orchestrator's user name, as the API server spells it. */}}
{{- define "platform.orchestratorUser" -}}
{{ printf "system:serviceaccount:%s:orchestrator" .Release.Namespace }}
{{- end }}
