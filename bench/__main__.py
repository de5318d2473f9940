"""Run every benchmark against the platform that ``make up`` started."""

from bench import plan_step, ready

if __name__ == "__main__":
    plan_step.main()
    ready.main()
