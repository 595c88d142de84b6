package dev.agentstorage.dsql.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.faults.InjectedFault;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DsqlLocalTest(faults = "latency 1us")
class SharedEndpointTest {
    /** Endpoints that other classes of this JVM were given. */
    private static final Set<Integer> PORTS = new HashSet<>();

    private final DsqlLocal ofConstructor;

    SharedEndpointTest(DsqlLocal local) {
        ofConstructor = local;
    }

    @BeforeAll
    static void ofTheClass(DsqlLocal local) {
        PORTS.add(local.port());
    }

    @Test
    void everyParameterMeansTheSameEndpoint(DsqlLocal local, DataSource database, @JdbcUrl String url)
            throws SQLException {
        assertThat(local).isSameAs(ofConstructor);
        assertThat(url).isEqualTo(local.jdbcUrl());
        try (Connection connection = database.getConnection()) {
            assertThat(connection.getMetaData().getURL()).contains(":" + local.port() + "/postgres");
        }
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("admin");
        }
    }

    @Test
    void aUrlMayBeForAnotherRole(DsqlLocal local, @JdbcUrl(user = "app") String url) {
        assertThat(url).isEqualTo(local.jdbcUrl("app"));
    }

    /** Twice in any order: what one run injects the other must not see. */
    @RepeatedTest(2)
    void eachTestBeginsWithTheFaultsOfItsClassOnly(DsqlLocal local) {
        assertThat(local.faults().injected())
                .extracting(InjectedFault::fault)
                .containsExactly(Fault.parse("latency 1us"));
        local.faults().inject("rate-limit");
    }

    @Nested
    class Inside {
        @Test
        void aNestedClassSharesTheEndpointAndItsFaults(DsqlLocal local) {
            assertThat(local).isSameAs(ofConstructor);
            assertThat(local.faults().injected()).hasSize(1);
        }
    }

    @Nested
    @DsqlLocalTest
    class Beside {
        @Test
        void anotherClassInTheJvmSharesTheEndpoint(DsqlLocal local) {
            assertThat(PORTS).containsExactly(local.port());
            assertThat(local.faults().injected()).isEmpty();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OncePerClass {
        @BeforeAll
        void injectForAll(DsqlLocal local) {
            assertThat(local).isSameAs(ofConstructor);
        }

        @Test
        void lifecyclesOfJUnitDoNotMatter(DsqlLocal local) {
            assertThat(local).isSameAs(ofConstructor);
        }
    }
}
