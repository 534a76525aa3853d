import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether each link and picture of a built site leads to a file of it, and to a heading that its page has:
/// `java src/site/LinkCheck.java target/site`. `mvn site` ends with it. Other sites are not asked.
final class LinkCheck {

    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    private static final Pattern PLACE = Pattern.compile("\\b(?:id|name)=\"([^\"]+)\"");
    private static final Pattern ELSEWHERE = Pattern.compile("(?:[a-z]+:|//).*");

    private final Path site;
    private final Map<Path, Set<String>> places = new HashMap<>();
    private final Set<String> broken = new TreeSet<>();
    private int links;

    private LinkCheck(Path site) {
        this.site = site;
    }

    public static void main(String[] arguments) throws IOException {
        LinkCheck check = new LinkCheck(Path.of(arguments[0]).toAbsolutePath().normalize());
        try (Stream<Path> tree = Files.walk(check.site)) {
            for (Path page : tree.filter(LinkCheck::isPage).toList()) {
                check.page(page);
            }
        }
        check.broken.forEach(System.err::println);
        System.out.println(check.links + " links looked at, " + check.broken.size() + " broken");
        if (check.links == 0 || !check.broken.isEmpty()) {
            System.exit(1);
        }
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".html");
    }

    private void page(Path page) throws IOException {
        Path folder = page.getParent();
        for (String link : found(LINK, page)) {
            if (ELSEWHERE.matcher(link).matches()) {
                continue;
            }
            links++;
            String[] parts = link.split("#", 2);
            String path = URLDecoder.decode(parts[0].replace("+", "%2B"), StandardCharsets.UTF_8);
            Path target = path.isEmpty() ? page : folder.resolve(path).normalize();
            if (!target.startsWith(site) || !Files.exists(target)) {
                broken.add(site.relativize(page) + " -> " + link + ": no such file in the site");
            } else if (parts.length > 1 && !parts[1].isEmpty() && isPage(target) && !has(target, parts[1])) {
                broken.add(site.relativize(page) + " -> " + link + ": no such heading");
            }
        }
    }

    private boolean has(Path page, String place) throws IOException {
        if (!places.containsKey(page)) {
            places.put(page, found(PLACE, page));
        }
        return places.get(page).contains(place);
    }

    private static Set<String> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
