package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingAgentBackend;
import dev.agentstorage.spi.support.ForwardingMemoryBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The in-memory backend with one thing wrong.
 *
 * @param name what is wrong
 * @param rule the rule that must catch it
 * @param defect puts the defect in front of the backend
 * @param provider what says of the backend what it has, and opens it without the defect
 */
record Mutant(String name, String rule, UnaryOperator<StorageBackend> defect, StorageProvider provider)
        implements StorageProvider {
    private static final StorageProvider REAL = new InMemoryStorageProvider();

    Mutant(String name, String rule, UnaryOperator<StorageBackend> defect) {
        this(name, rule, defect, REAL);
    }

    static Mutant ofMemory(String name, String rule, UnaryOperator<MemoryBackend> defect) {
        return new Mutant(name, rule, real -> new ForwardingStorageBackend(real) {
            @Override
            public Optional<MemoryBackend> memory() {
                return super.memory().map(defect);
            }
        });
    }

    static Mutant ofThreads(String name, String rule, UnaryOperator<ThreadBackend> defect) {
        return ofMemory(name, rule, real -> withThreads(real, defect));
    }

    static MemoryBackend withThreads(MemoryBackend real, UnaryOperator<ThreadBackend> defect) {
        return new ForwardingMemoryBackend(real) {
            @Override
            public ThreadBackend threads() {
                return defect.apply(super.threads());
            }
        };
    }

    static Mutant ofMessages(String name, String rule, UnaryOperator<MessageBackend> defect) {
        return ofMemory(name, rule, real -> new ForwardingMemoryBackend(real) {
            @Override
            public MessageBackend messages() {
                return defect.apply(super.messages());
            }
        });
    }

    static Mutant ofResources(String name, String rule, UnaryOperator<ResourceBackend> defect) {
        return ofMemory(name, rule, real -> new ForwardingMemoryBackend(real) {
            @Override
            public ResourceBackend resources() {
                return defect.apply(super.resources());
            }
        });
    }

    static Mutant ofAgents(String name, String rule, UnaryOperator<AgentBackend> defect) {
        return new Mutant(name, rule, real -> {
            Optional<AgentBackend> agents = real.agents().map(defect);
            return new ForwardingStorageBackend(real) {
                @Override
                public Optional<AgentBackend> agents() {
                    return agents;
                }
            };
        });
    }

    static Mutant ofAgentRecords(String name, String rule, UnaryOperator<AgentRecordBackend> defect) {
        return ofAgents(name, rule, real -> withAgentRecords(real, defect.apply(real.agents())));
    }

    static AgentBackend withAgentRecords(AgentBackend real, AgentRecordBackend agents) {
        return new ForwardingAgentBackend(real) {
            @Override
            public AgentRecordBackend agents() {
                return agents;
            }
        };
    }

    static Mutant ofAgentVersions(String name, String rule, UnaryOperator<AgentVersionBackend> defect) {
        return ofAgents(name, rule, real -> withAgentVersions(real, defect.apply(real.versions())));
    }

    static AgentBackend withAgentVersions(AgentBackend real, AgentVersionBackend versions) {
        return new ForwardingAgentBackend(real) {
            @Override
            public AgentVersionBackend versions() {
                return versions;
            }
        };
    }

    static Mutant ofObservability(String name, String rule, UnaryOperator<ObservabilityBackend> defect) {
        return new Mutant(name, rule, real -> new ForwardingStorageBackend(real) {
            @Override
            public Optional<ObservabilityBackend> observability() {
                return super.observability().map(defect);
            }
        });
    }

    static Mutant ofWorkflows(String name, String rule, UnaryOperator<WorkflowBackend> defect) {
        return new Mutant(name, rule, real -> new ForwardingStorageBackend(real) {
            @Override
            public Optional<WorkflowBackend> workflows() {
                return super.workflows().map(defect);
            }
        });
    }

    static Mutant ofScores(String name, String rule, UnaryOperator<ScoreBackend> defect) {
        return new Mutant(name, rule, real -> new ForwardingStorageBackend(real) {
            @Override
            public Optional<ScoreBackend> scores() {
                return super.scores().map(defect);
            }
        });
    }

    @Override
    public SpiVersion spiVersion() {
        return provider.spiVersion();
    }

    @Override
    public Set<Feature> features() {
        return provider.features();
    }

    @Override
    public Limits limits() {
        return provider.limits();
    }

    @Override
    public List<Option<?>> options() {
        return provider.options();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return defect.apply(SimulatedFaults.behind(provider.open(StorageConfig.of(REAL.name()))));
    }

    @Override
    public String toString() {
        return name + " (" + rule + ")";
    }
}
