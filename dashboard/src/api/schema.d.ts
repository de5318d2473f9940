// Generated from openapi.json by `npm run generate`; do not edit.

export interface paths {
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Session
         * @description Exchange a token for a session cookie.
         */
        post: operations["createSession"];
        /**
         * Delete Session
         * @description End the session of the cookie.
         */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Me
         * @description The caller, and the CSRF token of a session.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Stores
         * @description The stores of the tenant, newest first.
         */
        get: operations["listStores"];
        put?: never;
        /**
         * Create Store
         * @description Ask for a store; its `phase` tells how it comes along.
         */
        post: operations["createStore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{store_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Store
         * @description One store, also a deleted one with its receipt.
         */
        get: operations["getStore"];
        put?: never;
        post?: never;
        /**
         * Delete Store
         * @description Ask for its removal, whatever its state; asking again changes nothing.
         */
        delete: operations["deleteStore"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{store_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry Store
         * @description Ask for another attempt at a failed store; data and credentials stay.
         */
        post: operations["retryStore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{store_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify Store
         * @description Ask for a test order, which is cancelled again.
         */
        post: operations["verifyStore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{store_id}/isolation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Isolation
         * @description Ask for a self-test: a pod in the store's network tries what a shop must not reach.
         */
        post: operations["checkIsolation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{store_id}/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Sign In Link
         * @description Make a link that signs in to the shop's admin once, within two minutes.
         *
         *     The audit log notes that it was made.
         */
        post: operations["createSignInLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{store_id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reveal Credentials
         * @description Show what the merchant signs in with; the audit log notes that it was shown.
         */
        post: operations["revealCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{store_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Events
         * @description The store's history after an event, oldest first.
         *
         *     With `Accept: text/event-stream` it goes on live: messages `store_event`, their ids those of
         *     the events, their data an Event.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream Changes
         * @description Each store of the tenant, at each change.
         *
         *     When the stream ends, changes may have been missed: open it again, then list the stores.
         */
        get: operations["streamChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/engines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Engines
         * @description Every engine, and whether this installation can run it.
         */
        get: operations["listEngines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/capacity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Capacity
         * @description How many more stores of each engine and plan fit, each counted as if alone.
         */
        get: operations["getCapacity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orphans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Orphans
         * @description What the latest survey found, the oldest find first.
         */
        get: operations["listOrphans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orphans/survey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Survey Orphans
         * @description Look for them now; what is known so far. A later `surveyed_at` tells that it was done.
         */
        post: operations["surveyOrphans"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orphans/{orphan_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Orphan
         * @description One orphan, also one that is gone.
         */
        get: operations["getOrphan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orphans/{orphan_id}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adopt Orphan
         * @description Make it a store of the caller's tenant again, with its data and its credentials.
         */
        post: operations["adoptOrphan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orphans/{orphan_id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove Orphan
         * @description Remove it with all its data, also volumes that are to be retained.
         */
        post: operations["removeOrphan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Liveness
         * @description The process answers; says nothing about anything else.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Readiness
         * @description The database answers and has this version's schema.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Metrics
         * @description Prometheus metrics: requests, stores by phase, the queue's depth and age.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pool": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Pool
         * @description Stores that are kept ready for whoever comes next; admins only.
         */
        get: operations["readPool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Capacity
         * @description How many more stores fit.
         */
        Capacity: {
            /**
             * Surveyed At
             * @description When the cluster was looked at; null: not yet, and nothing is refused.
             */
            surveyed_at: string | null;
            /**
             * When Full
             * @description What becomes of a store that does not fit: it is refused, or waits for room.
             * @enum {string}
             */
            when_full: "refuse" | "queue";
            room: components["schemas"]["Room"] | null;
            /**
             * Waiting
             * @description Stores that wait for room; theirs is taken off already where it fits.
             */
            waiting: number;
            /** Items */
            items: components["schemas"]["Fit"][];
        };
        /**
         * Condition
         * @description One observed facet of a store, as in the Kubernetes API.
         */
        Condition: {
            type: components["schemas"]["ConditionType"];
            status: components["schemas"]["ConditionStatus"];
            /**
             * Reason
             * @description CamelCase, for programs.
             */
            reason: string;
            /**
             * Message
             * @description For people.
             */
            message: string;
            /**
             * Last Transition Time
             * Format: date-time
             * @description When the status last changed.
             */
            last_transition_time: string;
        };
        /**
         * ConditionStatus
         * @description Tri-state as in the Kubernetes API.
         * @enum {string}
         */
        ConditionStatus: "True" | "False" | "Unknown";
        /**
         * ConditionType
         * @description The facets of a store that can be true or false on their own.
         * @enum {string}
         */
        ConditionType: "ReleaseDeployed" | "WorkloadsAvailable" | "Reachable" | "Orderable" | "Isolated" | "Ready";
        /**
         * Credential
         * @description One sign-in detail of a shop.
         */
        Credential: {
            /** Name */
            name: string;
            /** Label */
            label: string;
            /** Value */
            value: string;
            /**
             * Secret
             * @description Mask it on a screen.
             */
            secret: boolean;
        };
        /**
         * Credentials
         * @description What a merchant needs to sign in.
         */
        Credentials: {
            /** Items */
            items: components["schemas"]["Credential"][];
            /** Admin Url */
            admin_url: string | null;
        };
        /**
         * Engine
         * @description A kind of shop.
         */
        Engine: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /** Available */
            available: boolean;
            /** Unavailable Reason */
            unavailable_reason: string | null;
            /**
             * Plans
             * @description The first is the usual one.
             */
            plans: components["schemas"]["Plan"][];
            /**
             * Countries
             * @description Where its shops can sell, ISO 3166-1.
             */
            countries: string[];
            /**
             * Currencies
             * @description What its shops can charge in, ISO 4217.
             */
            currencies: string[];
            /**
             * Sign In Link
             * @description Whether `POST /stores/{id}/login` works for its shops.
             */
            sign_in_link: boolean;
        };
        /**
         * EngineList
         * @description The kinds of shop there are.
         */
        EngineList: {
            /** Items */
            items: components["schemas"]["Engine"][];
        };
        /**
         * Event
         * @description One line of a store's history; ids rise.
         */
        Event: {
            /** Id */
            id: number;
            /**
             * Store Id
             * Format: uuid
             */
            store_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            type: components["schemas"]["EventType"];
            /** Reason */
            reason: string;
            /** Message */
            message: string;
            /** Generation */
            generation: number;
        };
        /**
         * EventPage
         * @description Events, oldest first.
         */
        EventPage: {
            /** Items */
            items: components["schemas"]["Event"][];
        };
        /**
         * EventType
         * @description As in the Kubernetes API.
         * @enum {string}
         */
        EventType: "Normal" | "Warning";
        /**
         * Failure
         * @description Why a store is not what was asked.
         */
        Failure: {
            /** Reason */
            reason: string;
            /**
             * Cause
             * @description One sentence in plain words.
             */
            cause: string;
            /**
             * Suggestion
             * @description One thing that the reader can do.
             */
            suggestion: string;
            /**
             * Permanent
             * @description The orchestrator has given up until somebody retries or deletes the store.
             */
            permanent: boolean;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Evidence
             * @description What was said by who noticed, several lines at most; empty when the cause says it all.
             */
            evidence: string;
        };
        /**
         * Fit
         * @description One engine and plan.
         */
        Fit: {
            /** Engine */
            engine: string;
            /** Plan */
            plan: string;
            /**
             * Cpu Millicores
             * @description What one such store requests.
             */
            cpu_millicores: number;
            /** Memory Mib */
            memory_mib: number;
            /**
             * Storage Gib
             * @description The size of its volumes; no cluster tells how much it has left.
             */
            storage_gib: number;
            /**
             * Fits
             * @description How many more there is room for, if nothing else is created; null while unknown.
             */
            fits: number | null;
            /**
             * Shortage
             * @description What is short when none fits; empty otherwise.
             */
            shortage: string;
        };
        /**
         * Isolation
         * @description The outcome of the latest self-test from inside the store's network.
         */
        Isolation: {
            /**
             * Number
             * @description The request that it answers; 0 was made at creation.
             */
            number: number;
            /**
             * Requested
             * @description The latest request; it is answered once `number` has reached it.
             */
            requested: number;
            /**
             * Ok
             * @description Whether every check passed; false also when the test could not be made.
             */
            ok: boolean;
            /** Message */
            message: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Checks */
            checks: components["schemas"]["IsolationCheck"][];
        };
        /**
         * IsolationCheck
         * @description One thing that a shop must not reach, or must not be.
         */
        IsolationCheck: {
            /**
             * Name
             * @description CamelCase, for programs.
             */
            name: string;
            /** Target */
            target: string;
            /**
             * Ok
             * @description Whether it was as it should be: the target refused.
             */
            ok: boolean;
            /** Message */
            message: string;
        };
        /**
         * IsolationTicket
         * @description The self-test was asked for.
         */
        IsolationTicket: {
            /**
             * Isolation
             * @description The answer is there once the store's `isolation.number` has reached this.
             */
            isolation: number;
        };
        /**
         * Liveness
         * @description The process answers.
         */
        Liveness: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status: "ok";
        };
        /**
         * Me
         * @description The caller.
         */
        Me: {
            user: components["schemas"]["User"];
            tenant: components["schemas"]["Tenant"];
            /**
             * Csrf Token
             * @description For the header `X-CSRF-Token` of unsafe requests; null unless signed in by cookie.
             */
            csrf_token: string | null;
        };
        /**
         * Milestone
         * @description The stages from being asked for to being Ready; conditions have their own names.
         * @enum {string}
         */
        Milestone: "Accepted" | "CredentialsDrawn" | "NamespaceEnsured" | "ReleaseDeployed" | "WorkloadsAvailable" | "Reachable" | "Orderable" | "Isolated" | "Ready";
        /**
         * Notice
         * @description What the merchant should know although nothing failed.
         */
        Notice: {
            /**
             * Reason
             * @description CamelCase, for programs.
             */
            reason: string;
            /** Message */
            message: string;
        };
        /**
         * Orphan
         * @description Something that carries the platform's marks and belongs to no store.
         */
        Orphan: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            kind: components["schemas"]["OrphanKind"];
            /** Name */
            name: string;
            /** Store Key */
            store_key: string;
            /** Message */
            message: string;
            release: components["schemas"]["OrphanRelease"] | null;
            /** Volumes */
            volumes: components["schemas"]["OrphanVolume"][];
            /** Adoptable */
            adoptable: boolean;
            /**
             * Obstacle
             * @description Why it cannot become a store again; empty when it can.
             */
            obstacle: string;
            /**
             * Found At
             * Format: date-time
             */
            found_at: string;
            /**
             * Gone At
             * @description When it was no longer there, or belonged to a store.
             */
            gone_at: string | null;
            /** Removal Requested At */
            removal_requested_at: string | null;
            /**
             * Failure
             * @description Why it could not be removed yet.
             */
            failure: string | null;
            /**
             * Store Id
             * @description The store that it became, or that stands for its removal and keeps the receipt.
             */
            store_id: string | null;
        };
        /**
         * OrphanAdopt
         * @description How to adopt.
         */
        OrphanAdopt: {
            /**
             * Name
             * @description Another name than the shop had.
             */
            name?: string | null;
        };
        /**
         * OrphanKind
         * @description What is listed by itself; a namespace includes its release and its volumes.
         * @enum {string}
         */
        OrphanKind: "Namespace" | "PersistentVolume";
        /**
         * OrphanList
         * @description Orphans, the oldest find first.
         */
        OrphanList: {
            /** Items */
            items: components["schemas"]["Orphan"][];
            /**
             * Surveyed At
             * @description When they were looked for; null: not yet.
             */
            surveyed_at: string | null;
        };
        /**
         * OrphanRelease
         * @description What the Helm release in an orphaned namespace tells of its shop.
         */
        OrphanRelease: {
            /** Revision */
            revision: number;
            /** Status */
            status: string;
            /** Name */
            name: string;
            /** Engine */
            engine: string;
            /**
             * Plan
             * @description Empty when it was not noted.
             */
            plan: string;
        };
        /**
         * OrphanVolume
         * @description A persistent volume that was made for a store.
         */
        OrphanVolume: {
            /** Name */
            name: string;
            /** Claim */
            claim: string;
            /** Size */
            size: string;
            /** Phase */
            phase: string;
            /**
             * Policy
             * @description Its reclaim policy.
             */
            policy: string;
        };
        /**
         * Phase
         * @description One word for people, derived from spec and status; never branched on.
         * @enum {string}
         */
        Phase: "Pending" | "Provisioning" | "Ready" | "Degraded" | "Suspended" | "Failed" | "Deleting" | "Deleted";
        /**
         * Plan
         * @description A size a merchant can choose.
         */
        Plan: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /**
             * Isolation Tested
             * @description Whether a store becomes Ready only after a self-test of its isolation.
             */
            isolation_tested: boolean;
        };
        /**
         * Pool
         * @description Stores of one engine and plan.
         */
        Pool: {
            /** Engine */
            engine: string;
            /** Plan */
            plan: string;
            /**
             * Size
             * @description How many shall be Ready.
             */
            size: number;
            /**
             * Counts
             * @description How many there are in each state; only those that are `ready` are handed out.
             */
            counts: {
                [key: string]: number;
            };
        };
        /**
         * PoolList
         * @description Every pool, and every store in one.
         */
        PoolList: {
            /** Pools */
            pools: components["schemas"]["Pool"][];
            /** Stores */
            stores: components["schemas"]["PooledStore"][];
        };
        /**
         * PoolState
         * @description What a pool's store is good for.
         * @enum {string}
         */
        PoolState: "ready" | "building" | "outdated" | "broken" | "failed" | "leaving";
        /**
         * PooledStore
         * @description A store that is nobody's yet.
         */
        PooledStore: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Key */
            key: string;
            /** Namespace */
            namespace: string;
            /** Engine */
            engine: string;
            /** Plan */
            plan: string;
            state: components["schemas"]["PoolState"];
            /**
             * Reason
             * @description One sentence on its state.
             */
            reason: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Ready At */
            ready_at: string | null;
        };
        /**
         * Receipt
         * @description Proof of a deletion; under way, and no proof yet, while ``issued_at`` is null.
         */
        Receipt: {
            /** Issued At */
            issued_at: string | null;
            /** Items */
            items: components["schemas"]["ReceiptItem"][];
        };
        /**
         * ReceiptItem
         * @description A cluster object under deletion; ``gone_at`` is null while it is still there.
         */
        ReceiptItem: {
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Uid */
            uid: string;
            /** Gone At */
            gone_at: string | null;
            /**
             * Proof
             * @description What its absence proves of the data behind it, or how it went; empty when nothing more.
             */
            proof: string;
        };
        /**
         * Role
         * @description What a user is within the tenant.
         * @enum {string}
         */
        Role: "admin" | "member";
        /**
         * Room
         * @description What nodes that take stores have left, all together; a store needs it on one of them.
         */
        Room: {
            /** Nodes */
            nodes: number;
            /** Cpu Millicores */
            cpu_millicores: number;
            /** Memory Mib */
            memory_mib: number;
            /** Pods */
            pods: number;
        };
        /**
         * SessionCreate
         * @description Signing in.
         */
        SessionCreate: {
            /**
             * Token
             * Format: password
             * @description An API token.
             */
            token: string;
        };
        /**
         * SignInLink
         * @description A way into a shop's admin without its password.
         */
        SignInLink: {
            /**
             * Url
             * @description Signs in whoever opens it first; secret until then.
             */
            url: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * Store
         * @description A store: what was asked, and what was last observed.
         */
        Store: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /**
             * Key
             * @description Short unguessable id; part of host and namespace.
             */
            key: string;
            /** Engine */
            engine: string;
            /** Plan */
            plan: string;
            /**
             * Display Name
             * @description What shoppers read.
             */
            display_name: string;
            /**
             * Country
             * @description Where the shop sells, ISO 3166-1.
             */
            country: string;
            /**
             * Currency
             * @description What prices are in, ISO 4217.
             */
            currency: string;
            /**
             * Sample Products
             * @description Whether it started with products to try out.
             */
            sample_products: boolean;
            /** @description One word for people, derived from everything else. */
            phase: components["schemas"]["Phase"];
            /**
             * Phase Reason
             * @description One sentence that explains the phase.
             */
            phase_reason: string;
            /**
             * Generation
             * @description Rises with each change of what is asked.
             */
            generation: number;
            /**
             * Observed Generation
             * @description The generation that the status speaks about.
             */
            observed_generation: number;
            /** Observed At */
            observed_at: string | null;
            /**
             * Stale
             * @description The status may be outdated, because no orchestrator looks at the store.
             */
            stale: boolean;
            /** Conditions */
            conditions: components["schemas"]["Condition"][];
            /**
             * Url
             * @description Public address; null once the store is deleted.
             */
            url: string | null;
            /** Admin Url */
            admin_url: string | null;
            /** Namespace */
            namespace: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Claimed At
             * @description When it was taken from the stores that are kept ready; null for one made when asked for.
             */
            claimed_at?: string | null;
            /**
             * Ready At
             * @description When a shopper could buy for the first time.
             */
            ready_at: string | null;
            /**
             * Proven At
             * @description When it was last seen that a shopper can buy: by a test order or a scheduled check.
             */
            proven_at: string | null;
            /** Delete Requested At */
            delete_requested_at: string | null;
            /**
             * Deleted At
             * @description When everything was observed gone.
             */
            deleted_at: string | null;
            /**
             * Removal Forced At
             * @description When somebody asked to remove even what finalizers hold.
             */
            removal_forced_at: string | null;
            failure: components["schemas"]["Failure"] | null;
            /**
             * Problems
             * @description What keeps it from coming up, or from going away; the most telling first.
             */
            problems: components["schemas"]["Trouble"][];
            verification: components["schemas"]["Verification"] | null;
            isolation: components["schemas"]["Isolation"] | null;
            /**
             * Timeline
             * @description The stages of its creation, in the order in which they were reached.
             */
            timeline: components["schemas"]["TimelineStep"][];
            /** Notices */
            notices: components["schemas"]["Notice"][];
            receipt: components["schemas"]["Receipt"] | null;
        };
        /**
         * StoreCreate
         * @description What to ask for.
         */
        StoreCreate: {
            /**
             * Name
             * @description 3 to 40 lowercase letters, digits and single hyphens, starting with a letter.
             */
            name: string;
            /**
             * Engine
             * @description One of `GET /engines`.
             */
            engine: string;
            /**
             * Plan
             * @description One of the engine's plans.
             * @default small
             */
            plan: string;
            /**
             * Display Name
             * @description What shoppers read; made from the name unless given.
             */
            display_name?: string | null;
            /**
             * Country
             * @description Where the shop sells, ISO 3166-1; one of the engine's, US unless given.
             */
            country?: string | null;
            /**
             * Currency
             * @description What prices are in, ISO 4217; one of the engine's, the country's own unless given.
             */
            currency?: string | null;
            /**
             * Sample Products
             * @description Whether it starts with products to try out, or empty.
             * @default true
             */
            sample_products: boolean;
        };
        /**
         * StorePage
         * @description Stores, newest first.
         */
        StorePage: {
            /** Items */
            items: components["schemas"]["Store"][];
            /**
             * Next Cursor
             * @description Null on the last page.
             */
            next_cursor: string | null;
        };
        /**
         * Tenant
         * @description Whose stores these are.
         */
        Tenant: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * TimelineStep
         * @description When a stage of the creation was first reached.
         */
        TimelineStep: {
            milestone: components["schemas"]["Milestone"];
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Seconds
             * @description Since the store was asked for.
             */
            seconds: number;
        };
        /**
         * Trouble
         * @description Why a store does not come up, or does not go away, as of the latest look.
         */
        Trouble: {
            /**
             * Reason
             * @description CamelCase, for programs.
             */
            reason: string;
            /**
             * Cause
             * @description One sentence in plain words.
             */
            cause: string;
            /**
             * Evidence
             * @description What Kubernetes or the shop's program said, several lines at most.
             */
            evidence: string;
            /**
             * Suggestion
             * @description One thing that the reader can do.
             */
            suggestion: string;
        };
        /**
         * User
         * @description Who is signed in.
         */
        User: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            role: components["schemas"]["Role"];
        };
        /**
         * Verification
         * @description The outcome of the latest test order.
         */
        Verification: {
            /**
             * Number
             * @description The request that it answers; 0 was made to become Ready.
             */
            number: number;
            /**
             * Requested
             * @description The latest request; it is answered once `number` has reached it.
             */
            requested: number;
            /** Ok */
            ok: boolean;
            /** Order Id */
            order_id: string | null;
            /** Order Number */
            order_number: string | null;
            /**
             * Total
             * @description In the currency's major unit, as decimal text.
             */
            total: string | null;
            /**
             * Currency
             * @description ISO 4217.
             */
            currency: string | null;
            /** Message */
            message: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * VerificationTicket
         * @description The test order was asked for.
         */
        VerificationTicket: {
            /**
             * Verification
             * @description The answer is there once the store's `verification.number` has reached this.
             */
            verification: number;
        };
        /**
         * FieldError
         * @description A field at fault.
         */
        FieldError: {
            /**
             * Field
             * @description Path of the field, its parts joined by dots.
             */
            field: string;
            /** Message */
            message: string;
        };
        /**
         * Problem
         * @description RFC 9457: what was wrong and what to do about it.
         */
        Problem: {
            /**
             * Type
             * @description Stable: `urn:store-orchestrator:problem:<slug>`.
             */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /**
             * Instance
             * @description The request's id, as in the header `X-Request-Id` and in the server's log.
             */
            instance: string;
            /**
             * Errors
             * @description The fields at fault; empty when none is.
             */
            errors: components["schemas"]["FieldError"][];
            /**
             * Remedy
             * @description What to do.
             */
            remedy: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem: malformed-json */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStores: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                /** @description Exactly this name. */
                name?: string | null;
                include_deleted?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StorePage"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createStore: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any unique text; the same request sent again within 24 h makes one store. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoreCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            /** @description Problem: malformed-json */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: name-in-use, engine-unavailable, capacity-exhausted, idempotency-mismatch */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation, unknown-engine */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteStore: {
        parameters: {
            query?: {
                /** @description Also take off finalizers that nobody takes off, which hold what is left. What their controllers should have cleaned up elsewhere stays there. */
                force?: boolean;
            };
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationTicket"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkIsolation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IsolationTicket"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSignInLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInLink"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revealCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credentials"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: {
                "last-event-id"?: number | null;
            };
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                    "text/event-stream": string;
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamChanges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Messages `store`, their data a Store; comments as heartbeats. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEngines: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineList"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCapacity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Capacity"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrphans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrphanList"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    surveyOrphans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrphanList"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrphan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orphan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orphan"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    adoptOrphan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orphan_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OrphanAdopt"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            /** @description Problem: malformed-json */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: conflict, name-in-use, engine-unavailable */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: body-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation, unknown-engine */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeOrphan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orphan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orphan"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: validation */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
            /** @description Problem: database-unavailable, schema-mismatch */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    readPool: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolList"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: database-unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
