package dev.agentstorage.dsql.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.DsqlLocal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Test classes that only run within {@link OwnEndpointTest}. */
final class Samples {
    /** What they were given. */
    static final List<DsqlLocal> SEEN = new ArrayList<>();

    private Samples() {}

    @DsqlLocalTest(scope = DsqlLocalTest.Scope.CLASS)
    static class TwoTests {
        @Test
        void one(DsqlLocal local) {
            SEEN.add(local);
        }

        @Nested
        class Inside {
            @Test
            void two(DsqlLocal local) {
                SEEN.add(local);
            }
        }
    }

    @DsqlLocalTest
    static class Shared {
        @Test
        void three(DsqlLocal local) {
            SEEN.add(local);
        }
    }

    static class WithOptions {
        @RegisterExtension
        static final DsqlLocalExtension ENDPOINT =
                DsqlLocalExtension.of(DsqlLocal.builder().tls(false));

        @Test
        void one(DsqlLocal local) {
            SEEN.add(local);
        }

        @Test
        void two(DsqlLocal local) {
            SEEN.add(local);
        }
    }

    @ExtendWith(DsqlLocalExtension.class)
    static class Mistaken {
        @Test
        void one(@JdbcUrl Integer url) {
            assertThat(url).isNull();
        }
    }
}
