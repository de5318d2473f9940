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
Who the shop is, one file each. Not in the pod's environment, which only a restart would change.
Context: dict "root" $, with "more" (dict "currency-decimals" 2) for what only one engine tells.
*/}}
{{- define "store-common.identity" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "store-common.metadata" (dict "root" .root "name" "identity" "component" "store") | nindent 2 }}
data:
  url: {{ .root.Values.store.url | trimSuffix "/" | quote }}
  display-name: {{ .root.Values.choices.displayName | quote }}
  country: {{ .root.Values.choices.country | quote }}
  currency: {{ .root.Values.choices.currency | quote }}
  sample-products: {{ .root.Values.choices.sampleProducts | quote }}
  {{- range $name, $value := .more }}
  {{ $name }}: {{ $value | quote }}
  {{- end }}
{{- end }}

{{/*
The identity, and what a claim put in its place: the latter is the pod's own, in memory, and wins
over the mounted files, which kubelet brings up to date a minute late.
*/}}
{{- define "store-common.identityVolumes" -}}
- name: identity
  configMap:
    name: identity
- name: claimed
  emptyDir:
    medium: Memory
    sizeLimit: 1Mi
{{- end }}

{{- define "store-common.identityMounts" -}}
- name: identity
  mountPath: /etc/store-identity
  readOnly: true
- name: claimed
  mountPath: /run/store
{{- end }}

{{/*
Restarts the pods when a later version brings another credential, or when the addresses of all
stores or the mail server change; but not for whose shop it is, so that a claim of a prepared shop
restarts nothing. Context: the root.
*/}}
{{- define "store-common.checksum" -}}
store-orchestrator.io/credentials: {{ keys .Values.credentials | sortAlpha | join "," | sha256sum }}
store-orchestrator.io/address: {{ regexReplaceAll "//[^.:/]+" .Values.store.url "//*" | quote }}
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
