package dev.agentstorage.tck.selftest;

import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.engine.rule.KnownGap;
import dev.agentstorage.tck.fault.Fault;
import dev.agentstorage.tck.fault.Faults;
import dev.agentstorage.tck.rule.Requires;
import dev.agentstorage.tck.run.TckRun;
import dev.agentstorage.value.Feature;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** Kits of known outcome, which the tests run in a separate engine. */
final class SmallKits {
    private SmallKits() {}

    /** A kit for a backend without features, named after the class. */
    abstract static class Small extends TckRun {
        final FakeProvider provider = FakeProvider.of(nameOf(getClass()));

        @Override
        protected StorageProvider provider() {
            return provider;
        }

        @Override
        protected Set<Feature> declares() {
            return Set.of();
        }
    }

    static String nameOf(Class<?> kit) {
        return kit.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    static class Sound extends Small {
        @Nested
        class Green extends SmallContracts.Green {}

        @Nested
        class NeedsMemory extends SmallContracts.NeedsMemory {}

        @Nested
        class LacksMemory extends SmallContracts.LacksMemory {}
    }

    static class WithoutFaults extends Small {
        @Nested
        class NeedsFault extends SmallContracts.NeedsFault {}
    }

    static class WithOutage extends WithoutFaults {
        @Override
        protected Optional<Faults> faults() {
            return Optional.of(new MetAtOnce());
        }
    }

    private static final class MetAtOnce implements Faults {
        @Override
        public Set<Fault> supported() {
            return Set.of(Fault.OUTAGE);
        }

        @Override
        public Injection begin(Fault fault) {
            return new Injection() {
                @Override
                public boolean met() {
                    return true;
                }

                @Override
                public void close() {}
            };
        }
    }

    static class Other extends Sound {}

    static class TwinBreaks extends Sound {
        @Nested
        class BrokenTwin extends SmallContracts.BrokenTwin {}
    }

    static class Broken extends Sound {
        @Nested
        class HalfBroken extends SmallContracts.HalfBroken {}
    }

    @KnownGap(rule = "HALF-01", reason = "pears are sold out", issue = "#12", until = "1.4")
    static class WithGap extends Broken {}

    @KnownGap(rule = "GREEN-01", reason = "was red once", issue = "#13")
    static class StaleGap extends Sound {}

    @KnownGap(rule = "MEMORY-01", reason = "has no memory", issue = "#14")
    static class PointlessGap extends Sound {}

    @KnownGap(rule = "GREEN-99", reason = "mistyped", issue = "#15")
    static class UnknownGap extends Sound {}

    static class SetUpBreaks extends Sound {
        @Nested
        class BrokenSetUp extends SmallContracts.BrokenSetUp {}
    }

    @KnownGap(rule = "SETUP-01", reason = "no set-up here", issue = "#16")
    @KnownGap(rule = "TEARDOWN-01", reason = "no tear-down here", issue = "#17")
    static class GapInSetUp extends SetUpBreaks {
        @Nested
        class BrokenTearDown extends SmallContracts.BrokenTearDown {}
    }

    static class TearDownBreaks extends Sound {
        @Nested
        class BrokenTearDown extends SmallContracts.BrokenTearDown {}
    }

    static class WithLenient extends Sound {
        @Nested
        class Lenient extends SmallContracts.Lenient {}
    }

    static class WithRandom extends Sound {
        @Nested
        class Random extends SmallContracts.Random {}
    }

    static class WithAborted extends Sound {
        @Nested
        class Aborted extends SmallContracts.Aborted {}
    }

    static class WithHole extends Sound {
        @Nested
        class Hole extends SmallContracts.Hole {}
    }

    static class NeedsByClass extends Sound {
        @Override
        protected StorageProvider provider() {
            return FakeProvider.of("needs-by-class", Feature.PERSISTENCE);
        }

        @Override
        protected Set<Feature> declares() {
            return Set.of(Feature.PERSISTENCE);
        }

        @Nested
        @Requires({Feature.PERSISTENCE, Feature.AGENTS})
        class NeedsWhatItsClassNeeds extends SmallContracts.NeedsWhatItsClassNeeds {}
    }

    static class WithInterrupts extends Small {
        @Override
        protected StorageProvider provider() {
            return FakeProvider.of("with-interrupts", Feature.PERSISTENCE);
        }

        @Override
        protected Set<Feature> declares() {
            return Set.of(Feature.PERSISTENCE);
        }

        @Nested
        class Interrupts extends SmallContracts.Interrupts {}
    }

    static class WithTwoKinds extends Sound {
        @Nested
        class TwoKinds extends SmallContracts.TwoKinds {}
    }

    static class DeclaresTooMuch extends Small {
        @Override
        protected Set<Feature> declares() {
            return Set.of(Feature.PERSISTENCE);
        }
    }

    static class DeclaresTooLittle extends Small {
        @Override
        protected StorageProvider provider() {
            return FakeProvider.of("declares-too-little", Feature.PERSISTENCE);
        }
    }

    static class Unreachable extends Sound {
        private final FakeProvider unreachable = FakeProvider.unreachable("unreachable");

        @Override
        protected StorageProvider provider() {
            return unreachable;
        }
    }

    static class WithoutProvider extends Sound {
        @Override
        protected StorageProvider provider() {
            throw new IllegalStateException("no provider");
        }
    }

    static class Hanging extends Small {
        @Nested
        class NeverEnds extends SmallContracts.NeverEnds {}
    }

    static class NeverClosed extends Sound {
        private final FakeProvider neverClosed = FakeProvider.neverClosed("never-closed");

        @Override
        protected StorageProvider provider() {
            return neverClosed;
        }
    }

    static class SameReport extends Sound {
        @Override
        protected String reportName() {
            return "sound";
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_METHOD)
    static class ManyInstances extends Sound {}
}
