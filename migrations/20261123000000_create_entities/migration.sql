-- Purpose: the relational half: teams, keys, projects, studies, runs, jobs, attempts, transitions, workers, axis headers.
-- Made from prisma/schema.prisma; the checks at the end are what Prisma cannot say.

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL,
    "token_secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team" (
    "id" SERIAL NOT NULL,
    "public_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project" (
    "id" SERIAL NOT NULL,
    "public_id" UUID NOT NULL,
    "team_id" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "last_event" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" SERIAL NOT NULL,
    "public_id" UUID NOT NULL,
    "team_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "study" (
    "id" SERIAL NOT NULL,
    "public_id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "recipe" TEXT NOT NULL,
    "recipe_version" TEXT NOT NULL,
    "preset" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "idempotency_key" TEXT,
    "request_hash" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),
    "passed" BOOLEAN,

    CONSTRAINT "study_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assertion" (
    "study_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "effect" BOOLEAN NOT NULL,
    "value" DOUBLE PRECISION,
    "bound" JSONB,
    "pass" BOOLEAN,
    "evidence" TEXT[],
    "note" TEXT,

    CONSTRAINT "assertion_pkey" PRIMARY KEY ("study_id","position")
);

-- CreateTable
CREATE TABLE "run" (
    "id" BIGSERIAL NOT NULL,
    "public_id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "study_id" INTEGER,
    "study_role" TEXT,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "cause" JSONB,
    "config" JSONB NOT NULL,
    "seed" BIGINT,
    "tags" TEXT[],
    "notes" TEXT,
    "recipe" TEXT,
    "recipe_version" TEXT,
    "idempotency_key" TEXT,
    "request_hash" BYTEA,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "run_id" BIGINT NOT NULL,
    "queue" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "max_attempts" INTEGER NOT NULL,
    "timeout_seconds" INTEGER,
    "enqueued_attempt" INTEGER NOT NULL DEFAULT 0,
    "enqueued_at" TIMESTAMPTZ(3),
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claim_id" UUID,
    "worker_id" INTEGER,
    "claimed_at" TIMESTAMPTZ(3),
    "renewed_at" TIMESTAMPTZ(3),
    "claim_expires_at" TIMESTAMPTZ(3),
    "cancel_requested_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "run_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "epoch" BIGINT NOT NULL,
    "start_step" BIGINT,
    "worker_id" INTEGER,
    "status" TEXT NOT NULL,
    "cause" JSONB,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("run_id","number")
);

-- CreateTable
CREATE TABLE "transition" (
    "project_id" INTEGER NOT NULL,
    "number" BIGINT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "cause" JSONB,
    "actor" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "epoch" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transition_pkey" PRIMARY KEY ("project_id","number")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" SERIAL NOT NULL,
    "public_id" UUID NOT NULL,
    "team_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "slots" INTEGER NOT NULL,
    "queue" TEXT NOT NULL,
    "backend" TEXT,
    "version" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "axis" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "axis_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "axis_version" (
    "id" SERIAL NOT NULL,
    "axis_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "digest" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "groupings" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "axis_version_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "team_public_id_key" ON "team"("public_id");

-- CreateIndex
CREATE UNIQUE INDEX "team_slug_key" ON "team"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "project_public_id_key" ON "project"("public_id");

-- CreateIndex
CREATE UNIQUE INDEX "project_team_id_slug_key" ON "project"("team_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_public_id_key" ON "api_key"("public_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "study_public_id_key" ON "study"("public_id");

-- CreateIndex
CREATE UNIQUE INDEX "study_project_id_idempotency_key_key" ON "study"("project_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "run_public_id_key" ON "run"("public_id");

-- CreateIndex
CREATE INDEX "run_project_id_id_idx" ON "run"("project_id", "id" DESC);

-- CreateIndex
CREATE INDEX "run_study_id_idx" ON "run"("study_id");

-- CreateIndex
CREATE INDEX "run_status_idx" ON "run"("status");

-- CreateIndex
CREATE UNIQUE INDEX "run_project_id_idempotency_key_key" ON "run"("project_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "job_claim_id_key" ON "job"("claim_id");

-- CreateIndex
CREATE INDEX "job_claim_expires_at_idx" ON "job"("claim_expires_at");

-- CreateIndex
CREATE INDEX "transition_run_id_number_idx" ON "transition"("run_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "worker_public_id_key" ON "worker"("public_id");

-- CreateIndex
CREATE UNIQUE INDEX "axis_project_id_name_key" ON "axis"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "axis_version_axis_id_version_key" ON "axis_version"("axis_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "axis_version_axis_id_digest_key" ON "axis_version"("axis_id", "digest");

-- AddForeignKey
ALTER TABLE "project" ADD CONSTRAINT "project_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "study" ADD CONSTRAINT "study_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assertion" ADD CONSTRAINT "assertion_study_id_fkey" FOREIGN KEY ("study_id") REFERENCES "study"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_study_id_fkey" FOREIGN KEY ("study_id") REFERENCES "study"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "worker"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "worker"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "transition" ADD CONSTRAINT "transition_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "transition" ADD CONSTRAINT "transition_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "worker" ADD CONSTRAINT "worker_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "axis" ADD CONSTRAINT "axis_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "axis_version" ADD CONSTRAINT "axis_version_axis_id_fkey" FOREIGN KEY ("axis_id") REFERENCES "axis"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Closed lists. The words are those of contracts/run-status.ts.
ALTER TABLE "installation" ADD CONSTRAINT "installation_is_one_row" CHECK ("id" = 1);
ALTER TABLE "run" ADD CONSTRAINT "run_status_is_known"
  CHECK ("status" IN ('QUEUED', 'RUNNING', 'STALLED', 'FINISHED', 'FAILED', 'LOST', 'CANCELLED'));
ALTER TABLE "run" ADD CONSTRAINT "run_study_role_is_known" CHECK ("study_role" IN ('treatment', 'control'));
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_status_is_known"
  CHECK ("status" IN ('QUEUED', 'RUNNING', 'STALLED', 'FINISHED', 'FAILED', 'LOST', 'CANCELLED'));
