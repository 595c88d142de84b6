import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Checks a folder that a release was deployed to, the first argument: each module has all of its files, and each file a signature and
 * checksums that fit. The modules that must be there follow; without any, those that are there are checked.
 */
final class BundleCheck {
    private static final List<String> OF_A_JAR =
            List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json");
    private static final List<String> ASKED_FOR =
            List.of("name", "description", "url", "licenses", "developers", "scm");

    private static final Pattern ABOUT_A_FILE = Pattern.compile("\\.(asc|md5|sha\\d+)$|maven-metadata");

    private final List<String> problems = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        BundleCheck check = new BundleCheck();
        List<Path> files;
        try (Stream<Path> paths = Files.walk(Path.of(args[0]))) {
            files = paths.filter(Files::isRegularFile)
                    .filter(path -> !ABOUT_A_FILE.matcher(path.toString()).find())
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            check.file(file);
        }
        List<Path> poms =
                files.stream().filter(path -> path.toString().endsWith(".pom")).toList();
        for (Path pom : poms) {
            check.module(pom);
        }
        Set<String> modules = new TreeSet<>();
        poms.forEach(pom -> modules.add(pom.getParent().getParent().getFileName().toString()));
        Set<String> expected = new TreeSet<>(List.of(args).subList(1, args.length));
        if (modules.isEmpty() || !expected.isEmpty() && !modules.equals(expected)) {
            check.problems.add("the modules are " + modules + ", expected are " + expected);
        }
        check.problems.forEach(problem -> System.err.println("PROBLEM: " + problem));
        System.err.printf("%d modules with %d files%n", poms.size(), files.size());
        System.exit(check.problems.isEmpty() ? 0 : 1);
    }

    private void module(Path pom) throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
        for (String element : ASKED_FOR) {
            if (count(project, element) != 1) {
                problems.add(pom.getFileName() + " has no " + element);
            }
        }
        if (count(project, "parent") + count(project, "build") != 0) {
            problems.add(pom.getFileName() + " does not stand alone");
        }
        String prefix = pom.toString().replaceAll("\\.pom$", "");
        boolean isBom = pom.getFileName().toString().startsWith("bom-");
        for (String ending : isBom ? List.of(".pom") : OF_A_JAR) {
            require(Path.of(prefix + ending));
        }
        if (pom.getFileName().toString().startsWith("dsql-local-")) {
            require(Path.of(prefix + "-all.jar"));
        }
    }

    private void require(Path file) {
        if (!Files.isRegularFile(file)) {
            problems.add(file.getFileName() + " is missing");
        }
    }

    private void file(Path file) throws Exception {
        require(Path.of(file + ".asc"));
        checksum(file, "md5", "MD5");
        checksum(file, "sha1", "SHA-1");
    }

    private void checksum(Path file, String ending, String algorithm) throws Exception {
        String computed = HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
        if (!read(Path.of(file + "." + ending)).equals(computed)) {
            problems.add(file.getFileName() + " has another " + algorithm);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    private static int count(Element parent, String name) {
        int found = 0;
        for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals(name)) {
                found++;
            }
        }
        return found;
    }
}
