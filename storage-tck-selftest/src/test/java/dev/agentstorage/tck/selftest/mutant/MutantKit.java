package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.tck.engine.rule.KnownGap;
import dev.agentstorage.tck.fault.Faults;
import dev.agentstorage.value.Feature;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The kit on one mutant, which a configuration parameter names. */
@KnownGap(rule = "CFG-08", reason = "mutants are made in a test and found by no name", issue = "this kit")
@ExtendWith(MutantKit.ByName.class)
class MutantKit extends StorageTck {
    static final String PARAMETER = "mutant";

    private final Mutant mutant;

    MutantKit(Mutant mutant) {
        this.mutant = mutant;
    }

    @Override
    protected StorageProvider provider() {
        return mutant;
    }

    @Override
    protected Set<Feature> declares() {
        return mutant.features();
    }

    @Override
    protected Optional<Faults> faults() {
        return Optional.of(SimulatedFaults.INSTANCE);
    }

    static final class ByName implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Mutant.class;
        }

        @Override
        public Mutant resolveParameter(ParameterContext parameter, ExtensionContext context) {
            String name = context.getConfigurationParameter(PARAMETER).orElseThrow();
            return Stream.concat(MutantTest.mutants(), Stream.of(PersistenceMutants.unbroken()))
                    .filter(mutant -> mutant.name().equals(name))
                    .findFirst()
                    .orElse(MutantTest.UNBROKEN);
        }
    }
}
