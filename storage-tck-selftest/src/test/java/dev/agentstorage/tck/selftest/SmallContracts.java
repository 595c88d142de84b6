package dev.agentstorage.tck.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.engine.rule.UntestedRule;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.fault.Fault;
import dev.agentstorage.tck.fault.Faults;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.opentest4j.AssertionFailedError;

/** Contracts of known outcome. */
final class SmallContracts {
    private SmallContracts() {}

    abstract static class Green extends Contract {
        @Rule(
                id = "GREEN-01",
                cases = {"T01", "T02"})
        void passes() {
            assertThat(storage().backend()).isEqualTo(provider().name());
        }

        @Rule(
                id = "GREEN-01",
                cases = {"T02", "T03"})
        void passesToo() {
            assertThat(id("x")).startsWith("x-").isNotEqualTo(id("x"));
        }

        @Rule(id = "GREEN-02")
        void sharesTheOneStorage() {
            assertThat(storage().unwrap(FakeProvider.class).opened()).isEqualTo(1);
        }
    }

    /** A worker of the second storage is interrupted before that is opened, as rules on interrupts do it. */
    abstract static class Interrupts extends Contract {
        @Rule(id = "INTERRUPT-01")
        void firstUseByAnInterruptedWorker() {
            Concurrently.threads(2)
                    .run((worker, round) -> {
                        Thread.currentThread().interrupt();
                        assertThat(storage().backend()).isEqualTo(provider().name());
                        assertThat(Thread.interrupted()).isTrue();
                        return null;
                    })
                    .allowOnly();
        }
    }

    /** Most wait until they are interrupted, one does not even listen to that. */
    abstract static class NeverEnds extends Contract {
        static final AtomicBoolean RELEASED = new AtomicBoolean();

        @Rule(id = "HANG-01")
        void loops() {
            while (!RELEASED.get()) {
                Thread.onSpinWait();
            }
        }

        @Rule(id = "HANG-02")
        void waits() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Rule(id = "HANG-03")
        void waitsToo() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Rule(id = "HANG-04")
        void waitsAsWell() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Rule(id = "HANG-05")
        void waitsInPreparation() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    abstract static class NeedsMemory extends Contract {
        @BeforeEach
        void prepare() {
            memory();
        }

        @AfterEach
        void cleanUp() {
            memory();
        }

        @Rule(id = "MEMORY-01", requires = Feature.MEMORY)
        void isNotInvokedWithoutTheFeature() {
            throw new AssertionError("invoked");
        }
    }

    /** Needs scores, and what the class that nests it needs. */
    abstract static class NeedsWhatItsClassNeeds extends Contract {
        @Rule(id = "CLASS-01", requires = Feature.SCORES)
        void isNotInvokedWithoutTheFeatures() {
            throw new AssertionError("invoked");
        }
    }

    abstract static class LacksMemory extends Contract {
        @Rule(id = "MEMORY-02", absent = Feature.MEMORY)
        void memoryIsRefused() {
            assertThatThrownBy(this::memory).isInstanceOf(UnsupportedException.class);
        }
    }

    abstract static class NeedsFault extends Contract {
        @Rule(id = "FAULT-01", faults = Fault.OUTAGE)
        void meetsTheFault() {
            try (Faults.Injection outage = faults().begin(Fault.OUTAGE)) {
                assertThat(outage.met()).isTrue();
            }
        }
    }

    /** A twin that a backend without memory breaks. */
    abstract static class BrokenTwin extends Contract {
        @Rule(id = "MEMORY-03", absent = Feature.MEMORY)
        void memoryIsThere() {
            memory();
        }
    }

    abstract static class HalfBroken extends Contract {
        @Rule(id = "HALF-01")
        void passes() {}

        @Rule(
                id = "HALF-01",
                cases = {"W07", "W08"})
        void fails() {
            throw new AssertionFailedError("apples are no pears", "apples", "pears");
        }
    }

    abstract static class BrokenSetUp extends Contract {
        @BeforeEach
        void fails() {
            throw new IllegalStateException("no set-up");
        }

        @Rule(id = "SETUP-01")
        void isNotReached() {
            throw new AssertionError("invoked");
        }
    }

    abstract static class BrokenTearDown extends Contract {
        @AfterEach
        void fails() {
            throw new IllegalStateException("no tear-down");
        }

        @Rule(id = "TEARDOWN-01")
        void passes() {}
    }

    abstract static class Lenient extends Contract {
        @Rule(id = "LENIENT-01", kind = Kind.OPTIONAL)
        void fails() {
            throw new AssertionError("does otherwise");
        }
    }

    abstract static class Random extends Contract {
        @Rule(id = "RANDOM-01", kind = Kind.STOCHASTIC)
        void fails() {
            throw new AssertionError("number " + random().number() + " again " + random().number());
        }
    }

    abstract static class Aborted extends Contract {
        @Rule(id = "ABORT-01")
        void isAborted() {
            assumeTrue(false, "not here");
        }
    }

    @UntestedRule(id = "HOLE-01", reason = "no test can see it")
    @UntestedRule(id = "HOLE-02", reason = "nor this")
    abstract static class Hole extends Contract {}

    abstract static class TwoKinds extends Contract {
        @Rule(id = "KIND-01")
        void first() {}

        @Rule(id = "KIND-01", kind = Kind.OPTIONAL)
        void second() {}
    }
}
