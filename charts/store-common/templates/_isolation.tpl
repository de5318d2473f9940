{{/*
Everything that keeps a store to itself.
Context: dict "root" $ "shopPort" 9000, the port inside the pod. The shop's pod holds its database
too, so it asks nobody; with mail it may ask the mail server, and DNS for its address.
*/}}
{{- define "store-common.isolation" -}}
{{- $store := dict "root" .root "name" "store" "component" "store" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "store-common.metadata" $store | nindent 2 }}
automountServiceAccountToken: false
---
apiVersion: v1
kind: ResourceQuota
metadata:
  {{- include "store-common.metadata" $store | nindent 2 }}
spec:
  hard:
    {{- toYaml .root.Values.quota | nindent 4 }}
---
# What a container gets that says nothing itself, so that the quota never refuses it for silence.
apiVersion: v1
kind: LimitRange
metadata:
  {{- include "store-common.metadata" $store | nindent 2 }}
spec:
  limits:
    - type: Container
      defaultRequest:
        cpu: 10m
        memory: 32Mi
      default:
        cpu: 100m
        memory: 64Mi
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "store-common.metadata" (dict "root" .root "name" "default-deny" "component" "store") | nindent 2 }}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "store-common.metadata" (dict "root" .root "name" "shop" "component" "shop") | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "store-common.selector" (dict "root" .root "component" "shop") | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: {{ .root.Values.ingress.controllerNamespace | quote }}
          podSelector:
            matchLabels:
              {{- toYaml .root.Values.ingress.controllerPodLabels | nindent 14 }}
      ports:
        - port: {{ .shopPort }}
          protocol: TCP
  {{- with .root.Values.mail }}
  egress:
    - to:
        {{- range .networks }}
        - ipBlock:
            cidr: {{ . | quote }}
        {{- end }}
      ports:
        - port: {{ .port }}
          protocol: TCP
    # The mail server has a name.
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
{{- end }}
