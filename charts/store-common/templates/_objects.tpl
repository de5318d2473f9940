{{/*
A Service for one component. Context: dict "root" $ "name" "shop" "port" 80 "target" "http";
with "early" true it leads to pods that are not ready yet.
*/}}
{{- define "store-common.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "store-common.metadata" (merge (dict "component" .name) .) | nindent 2 }}
spec:
  {{- if .early }}
  publishNotReadyAddresses: true
  {{- end }}
  selector:
    {{- include "store-common.selector" (dict "root" .root "component" .name) | nindent 4 }}
  ports:
    - name: {{ .target }}
      port: {{ .port }}
      targetPort: {{ .target }}
      protocol: TCP
{{- end }}

{{/* The Ingress of the shop's host to Service "shop". Context: the root. */}}
{{- define "store-common.ingress" -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "store-common.metadata" (dict "root" . "name" "shop" "component" "shop") | nindent 2 }}
spec:
  {{- with .Values.ingress.className }}
  ingressClassName: {{ . | quote }}
  {{- end }}
  rules:
    - host: {{ .Values.store.host | quote }}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: shop
                port:
                  name: http
{{- end }}

{{/*
The Secret with the store's credentials, one file each: admin_password becomes admin-password.
Values come from the orchestrator; nothing is drawn here, or an upgrade would change it.
*/}}
{{- define "store-common.credentials" -}}
apiVersion: v1
kind: Secret
metadata:
  {{- include "store-common.metadata" (dict "root" . "name" "credentials" "component" "store") | nindent 2 }}
type: Opaque
data:
  {{- range $name, $value := .Values.credentials }}
  {{ $name | replace "_" "-" }}: {{ $value | b64enc | quote }}
  {{- end }}
{{- end }}

{{/* Restarts the pods when a credential changes. Context: the root. */}}
{{- define "store-common.checksum" -}}
store-orchestrator.io/credentials: {{ toJson .Values.credentials | sha256sum }}
{{- end }}

{{/* A volume. Context: dict "root" $ "storage" "1Gi" */}}
{{- define "store-common.claim" -}}
accessModes: [ReadWriteOnce]
{{- with .root.Values.storageClass }}
storageClassName: {{ . | quote }}
{{- end }}
resources:
  requests:
    storage: {{ .storage | quote }}
{{- end }}
