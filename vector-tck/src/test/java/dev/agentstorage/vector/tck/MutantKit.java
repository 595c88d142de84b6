package dev.agentstorage.vector.tck;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorProvider;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The kit on one mutant, which a configuration parameter names. */
@ExtendWith(MutantKit.ByName.class)
class MutantKit extends VectorTck {
    static final String PARAMETER = "mutant";

    private final VectorProvider provider;

    MutantKit(Mutant mutant) {
        provider = mutant.provider();
    }

    @Override
    protected VectorProvider provider() {
        return provider;
    }

    @Override
    protected Set<VectorFeature> declares() {
        return provider.features();
    }

    @Override
    protected StorageConfig config(String data) {
        return StorageConfig.builder(KeptProvider.NAME)
                .set(KeptProvider.DATA, data)
                .build();
    }

    @Override
    protected String reportName() {
        return "mutant";
    }

    static final class ByName implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Mutant.class;
        }

        @Override
        public Mutant resolveParameter(ParameterContext parameter, ExtensionContext context) {
            String name = context.getConfigurationParameter(PARAMETER).orElseThrow();
            return MutantTest.mutants()
                    .filter(mutant -> mutant.name().equals(name))
                    .findFirst()
                    .orElse(MutantTest.UNBROKEN);
        }
    }
}
