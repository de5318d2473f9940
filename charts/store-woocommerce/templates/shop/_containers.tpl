{{/* The database: no port, only a socket in the pod. Context: the root. */}}
{{- define "store-woocommerce.mariadb" -}}
- name: mariadb
  image: {{ index .Values.images "woocommerce-database" | quote }}
  imagePullPolicy: IfNotPresent
  {{- include "store-common.container" . | nindent 2 }}
  env:
    - name: DATABASE_BUFFER_POOL
      value: {{ .Values.database.bufferPool | quote }}
  startupProbe:
    {{- include "store-woocommerce.ready" . | nindent 4 }}
    periodSeconds: 1
    timeoutSeconds: 60
    failureThreshold: 10
  readinessProbe:
    httpGet:
      path: /healthz
      port: 8080
    periodSeconds: 10
    timeoutSeconds: 3
    failureThreshold: 3
  # It ends by itself when it fails; this is for one that hangs. Asked through PHP, as it has no
  # port, and with more patience than PHP's own probe: a PHP that hangs must not restart it.
  livenessProbe:
    httpGet:
      path: /healthz
      port: 8080
    initialDelaySeconds: 60
    periodSeconds: 30
    timeoutSeconds: 10
    failureThreshold: 8
  resources:
    {{- toYaml .Values.database.resources | nindent 4 }}
  volumeMounts:
    - name: data
      mountPath: /var/lib/mysql
    # The database needs its own password and no other.
    - name: credentials
      mountPath: /etc/store/database-password
      subPath: database-password
      readOnly: true
    # The password that a claim gave it; WordPress writes it there.
    - name: claimed
      mountPath: /run/store
      subPath: database
    - name: identity
      mountPath: /etc/store-identity
      readOnly: true
    {{- include "store-common.scratchMounts" . | nindent 4 }}
{{- end }}

{{/* WordPress. It gives the database its shop while nginx is starting. Context: the root. */}}
{{- define "store-woocommerce.php" -}}
- name: php
  image: {{ .Values.images.woocommerce | quote }}
  imagePullPolicy: IfNotPresent
  args: [php]
  {{- include "store-common.container" . | nindent 2 }}
  env:
    - name: PHP_CHILDREN
      value: {{ .Values.php.children | quote }}
    {{- with include "store-common.mailEnvironment" . }}
    {{- . | nindent 4 }}
    {{- end }}
  livenessProbe:
    {{- include "store-woocommerce.alive" . | nindent 4 }}
  resources:
    {{- toYaml .Values.php.resources | nindent 4 }}
  volumeMounts:
    - name: uploads
      mountPath: /srv/shop/wp-content/uploads
    - name: credentials
      mountPath: /etc/store
      readOnly: true
    {{- include "store-common.identityMounts" . | nindent 4 }}
    {{- with include "store-common.mailMounts" . }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- include "store-common.scratchMounts" . | nindent 4 }}
{{- end }}

{{/* The web server, the only one that listens on a port. Context: the root. */}}
{{- define "store-woocommerce.nginx" -}}
- name: nginx
  image: {{ .Values.images.woocommerce | quote }}
  imagePullPolicy: IfNotPresent
  args: [nginx]
  {{- include "store-common.container" . | nindent 2 }}
  ports:
    - name: http
      containerPort: 8080
      protocol: TCP
  livenessProbe:
    {{- include "store-woocommerce.alive" . | nindent 4 }}
  resources:
    {{- toYaml .Values.nginx.resources | nindent 4 }}
  volumeMounts:
    - name: uploads
      mountPath: /srv/shop/wp-content/uploads
      readOnly: true
    {{- include "store-common.scratchMounts" . | nindent 4 }}
{{- end }}

{{/*
Whether the shop serves: nginx, PHP and database, asked from the container that takes longest to
come back, so that its restart counts at once. The command waits until then: asking once a second
would cost half a second of each creation. As a readiness probe alone it would be quicker still,
but kubelet may forget that one's first run (it starts before the pod's status names the container)
and makes the next a whole period later.
*/}}
{{- define "store-woocommerce.ready" -}}
exec:
  command:
    - bash
    - -c
    - |-
      for try in {1..800}; do
        if [[ -S /run/php/php.sock ]] && { exec 3<>/dev/tcp/127.0.0.1/8080; } 2>/dev/null; then
          printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3
          read -r -t 10 answer <&3 && [[ $answer == *' 200 '* ]] && exit 0
          exec 3>&-
        fi
        sleep 0.05
      done
      exit 1
{{- end }}

{{/* Whether nginx and PHP answer, with or without a database. */}}
{{- define "store-woocommerce.alive" -}}
httpGet:
  path: /livez
  port: 8080
initialDelaySeconds: 30
periodSeconds: 20
timeoutSeconds: 5
failureThreshold: 6
{{- end }}
