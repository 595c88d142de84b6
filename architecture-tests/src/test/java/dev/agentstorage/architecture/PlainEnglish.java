package dev.agentstorage.architecture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds words that plain technical English avoids: in comments, Javadoc, string literals and names of methods without a result (which
 * tests are), and in the whole text of Markdown, scripts, XML and properties. A phrase is found across line breaks and the parts of a
 * concatenated literal. Subjects of commits are judged, too, from the first day of December 2026. Not thread-safe.
 *
 * <p>It needs the JDK alone, so that it also runs as a command in the project's root, with a list of files or for all of them:
 *
 * <pre>java architecture-tests/src/test/java/dev/agentstorage/architecture/PlainEnglish.java [FILE...]</pre>
 */
final class PlainEnglish {
    private static final Path LISTS = Path.of("architecture-tests", "src", "test", "resources", "plain-english");
    private static final String SEPARATOR = " | ";
    private static final String EVERY_PHRASE = "*";
    private static final String SUBJECTS_SINCE = "2026-12-01T00:00:00Z";
    private static final int LONGEST_SUBJECT = 72;
    /** The end of the name of an author that is a program of GitHub. */
    private static final String BOT = "[bot]";

    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_");
    private static final Pattern TOKEN = Pattern.compile(
            "/\\*.*?\\*/|//[^\n]*|\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"" + "|'(?:\\\\.|[^'\\\\\n])+'",
            Pattern.DOTALL);
    private static final Pattern BEGINNING = Pattern.compile("^\\s*(/\\*+|\\*+/?|//|#|>)?\\s*");
    private static final Pattern FRILLS = Pattern.compile("[\"*]");
    private static final Pattern CONCATENATION = Pattern.compile("\\s*\\+\\s*");
    private static final Pattern TEXT_FILE = Pattern.compile(
            ".*\\.(md|xml|properties|mjs|js|html|yml)|(.*/)?(run|tck|bench|mutate|quickstart|verify[\\w-]*)|bin/.*");

    /** A phrase to avoid, and what to write instead. */
    record Phrase(String phrase, String instead, Pattern pattern) {
        String firstWord() {
            return phrase.split(" ", 2)[0];
        }
    }

    /** An accepted use: the files, as a glob from the root, and the phrase. */
    record Allowed(String files, String phrase, String reason) {}

    /** A use of a phrase. */
    record Finding(String file, int line, String phrase, String instead, String excerpt) {
        @Override
        public String toString() {
            return "%s:%d: \"%s\" (write: %s): %s".formatted(file, line, phrase, instead, excerpt);
        }
    }

    /** The prose of a file; its parts are separated by NUL, and {@code lines} has the line of each character. */
    private static final class Prose {
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> lines = new ArrayList<>();

        void add(String words, int line) {
            text.append(words);
            lines.addAll(Collections.nCopies(words.length(), line));
        }
    }

    /** The lines of a text, asked for in ascending order. */
    private static final class Lines {
        private final String text;
        private int offset;
        private int line = 1;

        Lines(String text) {
            this.text = text;
        }

        int at(int start) {
            for (; offset < start; offset++) {
                if (text.charAt(offset) == '\n') {
                    line++;
                }
            }
            return line;
        }
    }

    private final List<Phrase> phrases;
    private final Map<Allowed, PathMatcher> allowed = new LinkedHashMap<>();
    private final TreeSet<String> used = new TreeSet<>();

    PlainEnglish(String words, String allowedUses) {
        phrases = rows(words, 2)
                .map(row -> new Phrase(row[0], row[1], pattern(row[0])))
                .toList();
        rows(allowedUses, 3)
                .map(row -> new Allowed(row[0], row[1], row[2]))
                .forEach(entry -> allowed.put(entry, FileSystems.getDefault().getPathMatcher("glob:" + entry.files())));
        for (Allowed entry : allowed.keySet()) {
            if (!entry.phrase().equals(EVERY_PHRASE)
                    && phrases.stream().noneMatch(phrase -> phrase.phrase().equals(entry.phrase()))) {
                throw new IllegalArgumentException("not in the list of words: " + entry);
            }
        }
    }

    /** Reads both lists of a repository. */
    static PlainEnglish of(Path root) throws IOException {
        return new PlainEnglish(
                Files.readString(root.resolve(LISTS).resolve("words.txt")),
                Files.readString(root.resolve(LISTS).resolve("allowed.txt")));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of("");
        PlainEnglish english = of(root);
        int findings = 0;
        for (String file : args.length > 0 ? List.of(args) : trackedFiles()) {
            if (!isJudged(file) || !Files.isRegularFile(root.resolve(file))) {
                continue;
            }
            for (Finding finding : english.judge(file, Files.readString(root.resolve(file)))) {
                System.out.println(finding);
                findings++;
            }
        }
        if (args.length == 0) {
            for (String subject : subjects(root)) {
                for (Finding finding : english.judgeSubject(subject)) {
                    System.out.println(finding);
                    findings++;
                }
            }
        }
        List<Allowed> unused = args.length > 0 ? List.of() : english.unused();
        unused.forEach(entry -> System.out.println("allowed but not used: " + entry));
        System.out.println(findings + " findings");
        System.exit(findings + unused.size() > 0 ? 1 : 0);
    }

    /** Returns whether a file has prose; recorded texts of servers and data have none of ours. */
    static boolean isJudged(String file) {
        return file.endsWith(".java") || TEXT_FILE.matcher(file).matches();
    }

    /** Returns the uses of phrases in a file that are not allowed, in the order of the list of words. */
    List<Finding> judge(String file, String text) {
        Prose prose = new Prose();
        if (file.endsWith(".java")) {
            addJava(prose, text);
        } else {
            addPart(prose, text, 1);
        }
        String lowerCase = prose.text.toString().toLowerCase(Locale.ROOT);
        List<Finding> findings = new ArrayList<>();
        for (Phrase phrase : phrases) {
            Matcher matcher = phrase.pattern().matcher(lowerCase).useTransparentBounds(true);
            for (int at = lowerCase.indexOf(phrase.firstWord());
                    at >= 0;
                    at = lowerCase.indexOf(phrase.firstWord(), at + 1)) {
                if (matcher.region(at, lowerCase.length()).lookingAt() && !isAllowed(file, phrase)) {
                    findings.add(new Finding(
                            file,
                            prose.lines.get(at),
                            phrase.phrase(),
                            phrase.instead(),
                            excerpt(prose.text, at, matcher.end())));
                }
            }
        }
        return findings;
    }

    /** Returns what is wrong with the subject of a commit: uses of phrases, and more than 72 characters. */
    List<Finding> judgeSubject(String subject) {
        List<Finding> findings = new ArrayList<>(judge("(commit)", subject));
        if (subject.length() > LONGEST_SUBJECT) {
            findings.add(new Finding(
                    "(commit)", 1, subject.length() + " characters", "at most " + LONGEST_SUBJECT, subject));
        }
        return findings;
    }

    /** Returns the allowed uses that no judged file had. */
    List<Allowed> unused() {
        return allowed.keySet().stream()
                .filter(entry -> !used.contains(entry.toString()))
                .toList();
    }

    private boolean isAllowed(String file, Phrase phrase) {
        List<Allowed> entries = allowed.keySet().stream()
                .filter(entry ->
                        entry.phrase().equals(EVERY_PHRASE) || entry.phrase().equals(phrase.phrase()))
                .filter(entry -> allowed.get(entry).matches(Path.of(file)))
                .toList();
        entries.forEach(entry -> used.add(entry.toString()));
        return !entries.isEmpty();
    }

    /** Adds comments, literals and names of methods; neighbouring line comments are one part, and so is a concatenation of literals. */
    private static void addJava(Prose prose, String text) {
        StringBuilder code = new StringBuilder(text);
        StringBuilder part = new StringBuilder();
        Lines lines = new Lines(text);
        int line = 1;
        int end = 0;
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            blank(code, token.start(), token.end());
            if (token.group().startsWith("'")) {
                continue;
            }
            if (part.length() > 0 && continues(text, end, token)) {
                part.append(text.substring(end, token.start()).replace('+', ' '));
            } else {
                addPart(prose, part.toString(), line);
                part.setLength(0);
                line = lines.at(token.start());
            }
            part.append(token.group());
            end = token.end();
        }
        addPart(prose, part.toString(), line);
        Lines again = new Lines(text);
        METHOD.matcher(code)
                .results()
                .forEach(name -> addPart(prose, HUMP.matcher(name.group(1)).replaceAll(" "), again.at(name.start())));
    }

    private static boolean continues(String text, int end, Matcher token) {
        String between = text.substring(end, token.start());
        boolean comment =
                token.group().startsWith("//") && text.lastIndexOf("//", end) > text.lastIndexOf('\n', end - 1);
        boolean literal = token.group().startsWith("\"") && text.charAt(end - 1) == '"';
        return comment
                ? between.isBlank()
                : literal && CONCATENATION.matcher(between).matches();
    }

    private static void blank(StringBuilder code, int start, int end) {
        for (int i = start; i < end; i++) {
            if (code.charAt(i) != '\n') {
                code.setCharAt(i, ' ');
            }
        }
    }

    /** Adds a part without what begins a line of a comment, quotes and line breaks. */
    private static void addPart(Prose prose, String part, int firstLine) {
        int line = firstLine;
        for (String row : part.split("\n", -1)) {
            String words = FRILLS.matcher(
                            BEGINNING.matcher(row).replaceFirst("").replace("\\n", " "))
                    .replaceAll("");
            prose.add(words + " ", line);
            line++;
        }
        prose.add("\u0000", line);
    }

    private static Pattern pattern(String phrase) {
        String words = Stream.of(phrase.split(" ")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
        return Pattern.compile("(?<![\\w-])" + words + "(?![\\w-])");
    }

    private static String excerpt(CharSequence text, int start, int end) {
        return text.subSequence(Math.max(0, start - 60), Math.min(text.length(), end + 60))
                .toString()
                .replace('\0', ' ')
                .strip();
    }

    /** The rows of a list; empty lines and those with # are left out. */
    private static Stream<String[]> rows(String list, int columns) {
        return list.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> {
                    String[] row = line.split(Pattern.quote(SEPARATOR), -1);
                    if (row.length != columns || Stream.of(row).anyMatch(String::isBlank)) {
                        throw new IllegalArgumentException("not " + columns + " columns: " + line);
                    }
                    return row;
                });
    }

    private static List<String> trackedFiles() throws IOException, InterruptedException {
        return List.of(git(Path.of(""), "ls-files", "-z").split("\0"));
    }

    /** Returns the subjects that people wrote since the rules for subjects exist, the newest first. */
    static List<String> subjects(Path root) throws IOException, InterruptedException {
        return git(root, "log", "--since=" + SUBJECTS_SINCE, "--no-merges", "--format=%an" + SEPARATOR + "%s")
                .lines()
                .map(line -> line.split(Pattern.quote(SEPARATOR), 2))
                .filter(commit -> !commit[0].endsWith(BOT))
                .map(commit -> commit[1])
                .toList();
    }

    private static String git(Path root, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(root.toAbsolutePath().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (git.waitFor() != 0) {
            throw new IOException(command + " failed");
        }
        return output;
    }
}
