{{/*
The database, for this pod alone: it listens on the loopback interface that the containers of a pod
share. Context: the root.
*/}}
{{- define "store-medusa.postgresql" -}}
- name: postgresql
  image: {{ .Values.images.medusa | quote }}
  imagePullPolicy: IfNotPresent
  command: [/usr/local/bin/entrypoint]
  {{- include "store-common.container" . | nindent 2 }}
  env:
    - name: POSTGRES_DB
      value: medusa
    - name: POSTGRES_USER
      value: medusa
    - name: POSTGRES_PASSWORD_FILE
      value: /etc/store/database-password
    - name: POSTGRES_AGREED_PASSWORD_FILE
      value: /run/store/database-password
    - name: POSTGRES_LISTEN_ADDRESSES
      value: 127.0.0.1
    - name: POSTGRES_SHARED_BUFFERS
      value: {{ .Values.database.sharedBuffers | quote }}
  livenessProbe:
    exec:
      command: [pg_isready, --quiet, --host=127.0.0.1]
    # A recovery after a crash may take a while.
    initialDelaySeconds: 30
    periodSeconds: 30
    timeoutSeconds: 10
    failureThreshold: 6
  resources:
    {{- toYaml .Values.database.resources | nindent 4 }}
  volumeMounts:
    - name: data
      mountPath: /var/lib/postgresql/data
    # Its own password, and no other secret of the shop.
    - name: credentials
      mountPath: /etc/store/database-password
      subPath: database-password
      readOnly: true
    - name: database-run
      mountPath: /run
    - name: claimed
      mountPath: /run/store
      subPath: database
      readOnly: true
    - name: database-tmp
      mountPath: /tmp
{{- end }}

{{/*
Server, admin and storefront. Who it is comes from files, which a claim can replace while it runs.
Context: the root.
*/}}
{{- define "store-medusa.medusa" -}}
- name: medusa
  image: {{ .Values.images.medusa | quote }}
  imagePullPolicy: IfNotPresent
  {{- include "store-common.container" . | nindent 2 }}
  ports:
    - name: http
      containerPort: 9000
      protocol: TCP
  env:
    - name: HEAP_MEGABYTES
      value: {{ .Values.shop.heapMegabytes | quote }}
    - name: DATABASE_HOST
      value: 127.0.0.1
    - name: DATABASE_NAME
      value: medusa
    - name: DATABASE_USER
      value: medusa
    - name: DATABASE_WAIT_SECONDS
      value: "240"
  # Ends when the shop listens, within 50 ms: asking once a second would cost half a second of each
  # creation. Booting takes 3 seconds alone and much longer beside many other new shops.
  startupProbe:
    exec:
      command: [/app/wait-for-shop]
    periodSeconds: 1
    timeoutSeconds: 35
    failureThreshold: 10
  readinessProbe:
    httpGet:
      path: /health
      port: http
    periodSeconds: 5
    timeoutSeconds: 3
    failureThreshold: 3
  livenessProbe:
    httpGet:
      path: /health
      port: http
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 6
  resources:
    {{- toYaml .Values.shop.resources | nindent 4 }}
  volumeMounts:
    - name: credentials
      mountPath: /etc/store
      readOnly: true
    {{- include "store-common.identityMounts" . | nindent 4 }}
    - name: uploads
      mountPath: /app/static
    - name: shop-tmp
      mountPath: /tmp
{{- end }}
