package dev.agentstorage.tck;

import dev.agentstorage.tck.contract.AgentConfigContract;
import dev.agentstorage.tck.contract.AgentListContract;
import dev.agentstorage.tck.contract.AgentRecordContract;
import dev.agentstorage.tck.contract.AgentResolutionContract;
import dev.agentstorage.tck.contract.AgentVersionContract;
import dev.agentstorage.tck.contract.AnyJsonContract;
import dev.agentstorage.tck.contract.ClockContract;
import dev.agentstorage.tck.contract.CombinationContract;
import dev.agentstorage.tck.contract.CompositeContract;
import dev.agentstorage.tck.contract.ConfigurationContract;
import dev.agentstorage.tck.contract.DefaultIndexContract;
import dev.agentstorage.tck.contract.DomainStepsContract;
import dev.agentstorage.tck.contract.DomainTransferContract;
import dev.agentstorage.tck.contract.EmptySetContract;
import dev.agentstorage.tck.contract.EraseContract;
import dev.agentstorage.tck.contract.ErrorContract;
import dev.agentstorage.tck.contract.ErrorOrderContract;
import dev.agentstorage.tck.contract.EveryDomainContract;
import dev.agentstorage.tck.contract.FaultContract;
import dev.agentstorage.tck.contract.FilterContract;
import dev.agentstorage.tck.contract.FilterTableContract;
import dev.agentstorage.tck.contract.GrowthContract;
import dev.agentstorage.tck.contract.IdentityContract;
import dev.agentstorage.tck.contract.IndexContract;
import dev.agentstorage.tck.contract.LastMessageContract;
import dev.agentstorage.tck.contract.LifecycleContract;
import dev.agentstorage.tck.contract.MemoryDomainContract;
import dev.agentstorage.tck.contract.MemoryErrorOrderContract;
import dev.agentstorage.tck.contract.MemoryRetentionContract;
import dev.agentstorage.tck.contract.MemoryStepsContract;
import dev.agentstorage.tck.contract.MessageAppendContract;
import dev.agentstorage.tck.contract.MessageChangeContract;
import dev.agentstorage.tck.contract.MessageCreationContract;
import dev.agentstorage.tck.contract.MessageIncludeContract;
import dev.agentstorage.tck.contract.MessageListContract;
import dev.agentstorage.tck.contract.MessageMarkContract;
import dev.agentstorage.tck.contract.MessageOrderContract;
import dev.agentstorage.tck.contract.MessagePositionContract;
import dev.agentstorage.tck.contract.MessageSaveContract;
import dev.agentstorage.tck.contract.ModelContract;
import dev.agentstorage.tck.contract.NeighbourContract;
import dev.agentstorage.tck.contract.OutageContract;
import dev.agentstorage.tck.contract.PagingContract;
import dev.agentstorage.tck.contract.RaceContract;
import dev.agentstorage.tck.contract.RecoveryContract;
import dev.agentstorage.tck.contract.RepeatedNameContract;
import dev.agentstorage.tck.contract.ResourceContract;
import dev.agentstorage.tck.contract.ResourceTransferContract;
import dev.agentstorage.tck.contract.ResourceViewContract;
import dev.agentstorage.tck.contract.ScoreContract;
import dev.agentstorage.tck.contract.ScoreListContract;
import dev.agentstorage.tck.contract.ScoreRetentionContract;
import dev.agentstorage.tck.contract.SizeContract;
import dev.agentstorage.tck.contract.SpanContract;
import dev.agentstorage.tck.contract.SpanInputContract;
import dev.agentstorage.tck.contract.SpanRetentionContract;
import dev.agentstorage.tck.contract.SpanUpdateContract;
import dev.agentstorage.tck.contract.ThreadBumpContract;
import dev.agentstorage.tck.contract.ThreadCloneContract;
import dev.agentstorage.tck.contract.ThreadContract;
import dev.agentstorage.tck.contract.ThreadListContract;
import dev.agentstorage.tck.contract.ThreadOverviewContract;
import dev.agentstorage.tck.contract.ThreadPatchContract;
import dev.agentstorage.tck.contract.TraceContract;
import dev.agentstorage.tck.contract.TraceFilterContract;
import dev.agentstorage.tck.contract.TraceOrderContract;
import dev.agentstorage.tck.contract.TransferContract;
import dev.agentstorage.tck.contract.ValueTableContract;
import dev.agentstorage.tck.contract.VolumeContract;
import dev.agentstorage.tck.contract.WorkflowConcurrencyContract;
import dev.agentstorage.tck.contract.WorkflowLabelContract;
import dev.agentstorage.tck.contract.WorkflowListContract;
import dev.agentstorage.tck.contract.WorkflowMemberContract;
import dev.agentstorage.tck.contract.WorkflowRetentionContract;
import dev.agentstorage.tck.contract.WorkflowRunContract;
import dev.agentstorage.tck.contract.WorkflowUpdateContract;
import dev.agentstorage.tck.rule.Requires;
import dev.agentstorage.tck.run.TckRun;
import dev.agentstorage.value.Feature;
import java.net.URL;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/**
 * The conformance kit: every rule of {@code docs/CONTRACT.md}, for one backend. Extend it, return the provider under test and the features that
 * it must have, and run it as a JUnit test; the verdict is written to {@code target/tck}. The kit deletes all data of the storage under test:
 * never run it against data that you need.
 */
public abstract class StorageTck extends TckRun {
    /** For subclasses. */
    protected StorageTck() {}

    @Override
    protected Optional<URL> contract() {
        return Optional.ofNullable(StorageTck.class.getResource("CONTRACT.md"));
    }

    @Nested
    class Lifecycle extends LifecycleContract {}

    @Nested
    class Identity extends IdentityContract {}

    @Nested
    class ValueTables extends ValueTableContract {}

    @Nested
    class FilterTables extends FilterTableContract {}

    @Nested
    class EveryDomain extends EveryDomainContract {}

    @Nested
    class Races extends RaceContract {}

    @Nested
    class Clocks extends ClockContract {}

    @Nested
    class ValueSizes extends SizeContract {}

    @Nested
    class MemorySteps extends MemoryStepsContract {}

    @Nested
    class DomainSteps extends DomainStepsContract {}

    @Nested
    class Volumes extends VolumeContract {}

    @Nested
    class EmptySets extends EmptySetContract {}

    @Nested
    class RepeatedNames extends RepeatedNameContract {}

    @Nested
    class AnyJson extends AnyJsonContract {}

    @Nested
    class Filters extends FilterContract {}

    @Nested
    @Requires(Feature.MEMORY)
    class PagingOfMemory extends PagingContract {
        PagingOfMemory() {
            super(Feature.MEMORY);
        }
    }

    @Nested
    @Requires(Feature.WORKFLOWS)
    class PagingOfWorkflows extends PagingContract {
        PagingOfWorkflows() {
            super(Feature.WORKFLOWS);
        }
    }

    @Nested
    @Requires(Feature.OBSERVABILITY)
    class PagingOfObservability extends PagingContract {
        PagingOfObservability() {
            super(Feature.OBSERVABILITY);
        }
    }

    @Nested
    @Requires(Feature.SCORES)
    class PagingOfScores extends PagingContract {
        PagingOfScores() {
            super(Feature.SCORES);
        }
    }

    @Nested
    @Requires(Feature.AGENTS)
    class PagingOfAgents extends PagingContract {
        PagingOfAgents() {
            super(Feature.AGENTS);
        }
    }

    @Nested
    class Growth extends GrowthContract {}

    @Nested
    class Configuration extends ConfigurationContract {}

    @Nested
    class Composites extends CompositeContract {}

    @Nested
    class Transfers extends TransferContract {}

    @Nested
    class Threads extends ThreadContract {}

    @Nested
    class ThreadPatches extends ThreadPatchContract {}

    @Nested
    class ThreadClones extends ThreadCloneContract {}

    @Nested
    class ThreadLists extends ThreadListContract {}

    @Nested
    class ThreadBumps extends ThreadBumpContract {}

    @Nested
    class ThreadOverviews extends ThreadOverviewContract {}

    @Nested
    class LastMessages extends LastMessageContract {}

    @Nested
    class MessageMarks extends MessageMarkContract {}

    @Nested
    class MessageSaves extends MessageSaveContract {}

    @Nested
    class MessageOrders extends MessageOrderContract {}

    @Nested
    class MessageCreations extends MessageCreationContract {}

    @Nested
    class MessageAppends extends MessageAppendContract {}

    @Nested
    class MessagePositions extends MessagePositionContract {}

    @Nested
    class MessageChanges extends MessageChangeContract {}

    @Nested
    class MessageLists extends MessageListContract {}

    @Nested
    class MessageIncludes extends MessageIncludeContract {}

    @Nested
    class Resources extends ResourceContract {}

    @Nested
    class ResourceViews extends ResourceViewContract {}

    @Nested
    class Neighbours extends NeighbourContract {}

    @Nested
    class Combinations extends CombinationContract {}

    @Nested
    class MemoryRetention extends MemoryRetentionContract {}

    @Nested
    class MemoryDomain extends MemoryDomainContract {}

    @Nested
    class Spans extends SpanContract {}

    @Nested
    class SpanInput extends SpanInputContract {}

    @Nested
    class SpanUpdates extends SpanUpdateContract {}

    @Nested
    class SpanRetention extends SpanRetentionContract {}

    @Nested
    class Traces extends TraceContract {}

    @Nested
    class Outages extends OutageContract {}

    @Nested
    class FaultyBackends extends FaultContract {}

    @Nested
    class Recoveries extends RecoveryContract {}

    @Nested
    class Errors extends ErrorContract {}

    @Nested
    class ErrorOrder extends ErrorOrderContract {}

    @Nested
    class MemoryErrorOrder extends MemoryErrorOrderContract {}

    @Nested
    class TraceFilters extends TraceFilterContract {}

    @Nested
    class TraceOrder extends TraceOrderContract {}

    @Nested
    class WorkflowRuns extends WorkflowRunContract {}

    @Nested
    class WorkflowUpdates extends WorkflowUpdateContract {}

    @Nested
    class WorkflowMembers extends WorkflowMemberContract {}

    @Nested
    class WorkflowConcurrency extends WorkflowConcurrencyContract {}

    @Nested
    class WorkflowLists extends WorkflowListContract {}

    @Nested
    class WorkflowLabels extends WorkflowLabelContract {}

    @Nested
    class WorkflowRetention extends WorkflowRetentionContract {}

    @Nested
    class Scores extends ScoreContract {}

    @Nested
    class ScoreLists extends ScoreListContract {}

    @Nested
    class ScoreRetention extends ScoreRetentionContract {}

    @Nested
    class AgentRecords extends AgentRecordContract {}

    @Nested
    class AgentConfigs extends AgentConfigContract {}

    @Nested
    class AgentVersions extends AgentVersionContract {}

    @Nested
    class AgentResolution extends AgentResolutionContract {}

    @Nested
    class AgentLists extends AgentListContract {}

    @Nested
    class Indexes extends IndexContract {}

    @Nested
    class DefaultIndexes extends DefaultIndexContract {}

    @Nested
    class ResourceTransfers extends ResourceTransferContract {}

    @Nested
    class DomainTransfers extends DomainTransferContract {}

    @Nested
    class Erasure extends EraseContract {}

    @Nested
    class Model extends ModelContract {}
}
