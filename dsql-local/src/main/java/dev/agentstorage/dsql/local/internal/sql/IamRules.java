package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;

/** AWS IAM GRANT and REVOKE, which PostgreSQL does not know. */
final class IamRules {

    private IamRules() {}

    static void read(Cursor cursor, Findings findings) {
        cursor.skip(1);
        boolean grant = cursor.at("iam", "grant");
        if (!grant && !cursor.at("iam", "revoke")) {
            return;
        }
        cursor.skip(2);
        findings.kind = StatementKind.IAM;
        Optional<String> role = cursor.acceptName();
        boolean preposition = cursor.accept(grant ? "to" : "from");
        Token arn = cursor.peek(0);
        cursor.skip(1);
        if (role.isPresent() && preposition && arn != null && arn.kind() == Token.Kind.STRING && cursor.atEnd()) {
            findings.iamMapping = new IamMapping(grant, role.get(), arn.value());
        }
    }
}
