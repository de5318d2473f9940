{{/* Pod settings of the Pod Security level "restricted". Context: the root. */}}
{{- define "store-common.pod" -}}
serviceAccountName: store
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  # Changing the owner of every upload at each start would slow a large shop down.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/*
Security context of every container, and how it tells why it ended: the last lines of its log come
with its status, so nobody needs a right to read logs to say what went wrong.
*/}}
{{- define "store-common.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
terminationMessagePolicy: FallbackToLogsOnError
{{- end }}

{{/* In-memory volumes for what programs write beside their data. */}}
{{- define "store-common.scratch" -}}
- name: tmp
  emptyDir:
    medium: Memory
    sizeLimit: 64Mi
- name: run
  emptyDir:
    medium: Memory
    sizeLimit: 8Mi
{{- end }}

{{- define "store-common.scratchMounts" -}}
- name: tmp
  mountPath: /tmp
- name: run
  mountPath: /run
{{- end }}
