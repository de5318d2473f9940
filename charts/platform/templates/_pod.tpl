{{/* Pod security context of the level "restricted". */}}
{{- define "platform.podSecurity" -}}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* Container security context of the level "restricted". */}}
{{- define "platform.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/* Where the database is and how logs look: every command of the platform needs it. */}}
{{- define "platform.commonEnvironment" -}}
- name: SO_DATABASE_HOST
  value: database
- name: SO_DATABASE_PASSWORD_FILE
  value: /etc/store-orchestrator/database-password
- name: SO_LOG_FORMAT
  value: {{ .Values.log.format | quote }}
- name: SO_LOG_LEVEL
  value: {{ .Values.log.level | quote }}
{{- with .Values.traces }}
- name: SO_OTLP_ENDPOINT
  value: {{ .endpoint | quote }}
{{- end }}
{{- end }}

{{/* What protects credentials at rest, and what stores look like: for API and orchestrator. */}}
{{- define "platform.storesEnvironment" -}}
- name: SO_ENCRYPTION_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ .Values.secretName | quote }}
      key: encryption-key-id
- name: ENCRYPTION_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.secretName | quote }}
      key: encryption-key
- name: SO_ENCRYPTION_KEYS
  value: '{"$(SO_ENCRYPTION_KEY_ID)": "$(ENCRYPTION_KEY)"}'
- name: SO_STORE_URL_TEMPLATE
  value: {{ .Values.ingress.storeUrlTemplate | quote }}
- name: SO_IMAGES
  value: {{ toJson .Values.stores.images | quote }}
- name: SO_IMAGE_ABSENCES
  value: {{ toJson .Values.stores.absences | quote }}
{{- end }}

{{/* The shops' SMTP server, for the orchestrator. */}}
{{- define "platform.mailEnvironment" -}}
{{- with .Values.mail }}
- name: SO_SMTP_HOST
  value: {{ .host | quote }}
- name: SO_SMTP_PORT
  value: {{ .port | quote }}
- name: SO_SMTP_SECURITY
  value: {{ .security | quote }}
- name: SO_SMTP_SENDER
  value: {{ .sender | quote }}
- name: SO_SMTP_NETWORKS
  value: {{ toJson .networks | quote }}
{{- if .user }}
- name: SO_SMTP_USER
  value: {{ .user | quote }}
- name: SO_SMTP_PASSWORD_FILE
  value: /etc/store-orchestrator/smtp-password
{{- end }}
{{- end }}
{{- end }}

{{/* The volume with secret files. Context: dict "root" $ "keys" (list "database-password") */}}
{{- define "platform.secretVolume" -}}
- name: secrets
  secret:
    secretName: {{ .root.Values.secretName | quote }}
    defaultMode: 0440
    items:
      {{- range .keys }}
      - key: {{ . }}
        path: {{ . }}
      {{- end }}
{{- end }}

{{- define "platform.secretMount" -}}
- name: secrets
  mountPath: /etc/store-orchestrator
  readOnly: true
{{- end }}

{{/* In-memory volume for temporary files. Context: size */}}
{{- define "platform.scratch" -}}
- name: tmp
  emptyDir:
    medium: Memory
    sizeLimit: {{ . }}
{{- end }}

{{- define "platform.scratchMount" -}}
- name: tmp
  mountPath: /tmp
{{- end }}
