import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** An entity with an assigned key. */
@Entity
@Table(name = "hibernate_account")
public class Account {
    @Id
    UUID id;

    @Column(length = 40, nullable = false, unique = true)
    String owner;

    @Column(nullable = false)
    long cents;

    Instant opened;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> details;

    protected Account() {}

    Account(UUID id, String owner, long cents) {
        this.id = id;
        this.owner = owner;
        this.cents = cents;
    }
}
