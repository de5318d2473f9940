{{/*
A Service for one component, which leads to it while it is ready.
Context: dict "root" $ "name" "shop" "port" 80 "target" "http"
*/}}
{{- define "store-common.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "store-common.metadata" (merge (dict "component" .name) .) | nindent 2 }}
spec:
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

{{/*
Restarts the pods when a credential changes; without mail, releases of charts that knew none keep
their checksum. Context: the root.
*/}}
{{- define "store-common.checksum" -}}
store-orchestrator.io/credentials: {{ toJson .Values.credentials | sha256sum }}
{{- with .Values.mail }}
store-orchestrator.io/mail: {{ toJson . | sha256sum }}
{{- end }}
{{- end }}

{{/*
What the images hold, on the workload and not on its pods: a later version must know what it
upgrades from. Context: the root.
*/}}
{{- define "store-common.versions" -}}
store-orchestrator.io/versions: {{ toJson .Values.versions | quote }}
{{- end }}

{{/* The mail server's password, where it wants one. Context: the root. */}}
{{- define "store-common.mail" -}}
{{- if dig "user" "" (.Values.mail | default dict) }}
apiVersion: v1
kind: Secret
metadata:
  {{- include "store-common.metadata" (dict "root" . "name" "mail" "component" "store") | nindent 2 }}
type: Opaque
data:
  password: {{ .Values.mail.password | b64enc | quote }}
{{- end }}
{{- end }}

{{/*
A text as the value of an environment variable: Kubernetes would replace $(NAME) in it otherwise.
*/}}
{{- define "store-common.literal" -}}
{{ . | replace "$" "$$" | quote }}
{{- end }}

{{/* How the shop sends mail; nothing without a mail server. Context: the root. */}}
{{- define "store-common.mailEnvironment" -}}
{{- with .Values.mail -}}
- name: SMTP_HOST
  value: {{ .host | quote }}
- name: SMTP_PORT
  value: {{ .port | quote }}
- name: SMTP_SECURITY
  value: {{ .security | quote }}
- name: SMTP_FROM
  value: {{ include "store-common.literal" .sender }}
{{- with .user }}
- name: SMTP_USER
  value: {{ include "store-common.literal" . }}
{{- end }}
{{- end }}
{{- end }}

{{/* The file with the mail server's password, where it wants one. Context: the root. */}}
{{- define "store-common.mailVolumes" -}}
{{- if dig "user" "" (.Values.mail | default dict) -}}
- name: mail
  secret:
    secretName: mail
    defaultMode: 0440
{{- end }}
{{- end }}

{{- define "store-common.mailMounts" -}}
{{- if dig "user" "" (.Values.mail | default dict) -}}
- name: mail
  mountPath: /etc/store-mail
  readOnly: true
{{- end }}
{{- end }}

{{/*
The shop's two volumes. Not claim templates of its StatefulSet: those can never change, so no shop
could grow. Context: the root, with storage.data and storage.uploads.
*/}}
{{- define "store-common.claims" -}}
{{- range $name := list "data" "uploads" }}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  {{- include "store-common.metadata" (dict "root" $ "name" $name "component" "shop") | nindent 2 }}
spec:
  {{- include "store-common.claim" (dict "root" $ "storage" (get $.Values.storage $name)) | nindent 2 }}
{{- end }}
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
