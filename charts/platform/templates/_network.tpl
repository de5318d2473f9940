{{/* Egress to the cluster's DNS. */}}
{{- define "platform.egressToDns" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
  ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- end }}

{{/* Egress to the platform's database. Context: the root. */}}
{{- define "platform.egressToDatabase" -}}
- to:
    - podSelector:
        matchLabels:
          {{- include "platform.selector" (dict "root" . "component" "database") | nindent 10 }}
  ports:
    - port: 5432
      protocol: TCP
{{- end }}

{{/* The ingress controller's pods, as a peer. Context: the root. */}}
{{- define "platform.ingressController" -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ .Values.ingress.controllerNamespace | quote }}
  podSelector:
    matchLabels:
      {{- toYaml .Values.ingress.controllerPodLabels | nindent 6 }}
{{- end }}

{{/* Ingress for a metrics collector. Context: dict "root" $ "port" 8000 */}}
{{- define "platform.ingressForMetrics" -}}
{{- with .root.Values.metrics.scraperNamespace }}
- from:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ . | quote }}
  ports:
    - port: {{ $.port }}
      protocol: TCP
{{- end }}
{{- end }}

{{/* Egress to a collector of traces. Context: the root. */}}
{{- define "platform.egressToCollector" -}}
{{- with .Values.traces }}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .namespace | quote }}
  ports:
    - port: {{ .port }}
      protocol: TCP
{{- end }}
{{- end }}

{{/* Start of a NetworkPolicy for one component. Context: dict "root" $ "name" "api" "component" "api" */}}
{{- define "platform.policyHead" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "platform.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "platform.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
{{- end }}
