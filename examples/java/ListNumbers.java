import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists the numbers of a task, page by page, with filters, a timeout and retries. Needs Java 17 or later. */
class ListNumbers {
    static final int PER_PAGE = 100;
    static final int TIMEOUT = 10; // Seconds, for each request.
    static final int ATTEMPTS = 5;
    static final int PATIENCE = 60; // Seconds: no longer Retry-After is waited for.
    static final List<String> SHOWN = List.of("id", "number", "status", "status_str", "created_at");
    static final String USAGE =
            "usage: ListNumbers.java USER_ID TASK_ID [status=2,5] [start_at=DATE] [end_at=DATE]";

    /** One page of records, and how many pages there are. */
    record Page(List<?> records, long last) {}

    /** A fault that may pass, but not within retryAfter seconds. */
    @SuppressWarnings("serial")
    static class Unavailable extends Exception {
        final double retryAfter;

        Unavailable(String message, double retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }
    }

    final HttpClient http = HttpClient.newHttpClient(); // Follows no redirects.
    final String url;
    final String token;

    ListNumbers(String url, String token) {
        if (!url.matches("https?://.*")) {
            throw new IllegalArgumentException("NUMBERS_URL must begin with http:// or https://");
        }
        // Otherwise HttpRequest would complain, and show the token.
        if (!token.matches("[!-~]+")) {
            throw new IllegalArgumentException("NUMBERS_TOKEN is empty or holds a character no token has");
        }
        this.url = url.replaceFirst("/$", "");
        this.token = token;
    }

    /** One page of a task's numbers, counted from 1. */
    Page page(String user, String task, List<String> filters, long number)
            throws IOException, InterruptedException {
        String path = "%s/agent-api/user/%s/task/%s/number".formatted(url, encode(user), encode(task));
        String query = "?page=%d&per_page=%d&%s".formatted(number, PER_PAGE, String.join("&", filters));
        return get(URI.create(path + query));
    }

    /** One page, asked for until it comes or hope is lost. */
    Page get(URI uri) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return ask(uri);
            } catch (Unavailable fault) {
                if (attempt == ATTEMPTS || fault.retryAfter > PATIENCE) {
                    String gaveUp = "gave up at attempt %d of %d: %s";
                    throw new IOException(gaveUp.formatted(attempt, ATTEMPTS, fault.getMessage()));
                }
                // About 0.5, 1, 2, 4 seconds more than Retry-After; at random, so that not all come back at once.
                double backOff = Math.pow(2, attempt) / 4 * ThreadLocalRandom.current().nextDouble(0.5, 1);
                Thread.sleep((long) (1000 * (fault.retryAfter + backOff)));
            }
        }
    }

    /** One page, asked for once. */
    Page ask(URI uri) throws Unavailable, IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                // A Laravel backend may answer errors in HTML without this Accept header.
                .header("Accept", "application/json")
                .build();
        HttpResponse<String> answer = send(request);
        Map<?, ?> envelope = Json.read(answer.body()) instanceof Map<?, ?> object ? object : Map.of();
        if (answer.statusCode() == 200
                && "success".equals(envelope.get("status"))
                && envelope.get("data") instanceof List<?> records
                && envelope.get("meta") instanceof Map<?, ?> meta
                && meta.get("last_page") instanceof Long last) {
            return new Page(records, last);
        }
        // An error has an envelope too, and may travel with HTTP 200.
        String message = "error".equals(envelope.get("status")) && envelope.get("message") instanceof String
                ? envelope.get("code") + " " + envelope.get("message")
                : answer.statusCode() + " the answer is not the API's JSON";
        if (answer.statusCode() != 429 && answer.statusCode() < 500) {
            throw new IOException(message);
        }
        String retryAfter = answer.headers().firstValue("Retry-After").orElse("");
        throw new Unavailable(message, retryAfter.matches("\\d+") ? Double.parseDouble(retryAfter) : 0);
    }

    /** The whole answer. (A timeout of HttpRequest ends with the headers; a body may take for ever.) */
    HttpResponse<String> send(HttpRequest request) throws Unavailable, InterruptedException {
        var future = http.sendAsync(request, HttpResponse.BodyHandlers.ofString(UTF_8));
        try {
            return future.get(TIMEOUT, TimeUnit.SECONDS);
        } catch (TimeoutException fault) {
            future.cancel(true);
            throw new Unavailable("no answer within " + TIMEOUT + " seconds", 0);
        } catch (ExecutionException fault) {
            throw new Unavailable(fault.getCause().toString(), 0);
        }
    }

    /** A filter such as status=2,5 as the API wants it. */
    static Stream<String> parameters(String filter) {
        String[] pair = filter.split("=", 2);
        return switch (pair.length == 2 ? pair[0] : "") {
            // Spelled status[]: of status=2&status=5 a PHP backend reads only the 5.
            case "status" -> Stream.of(pair[1].split(",", -1)).map(each -> "status%5B%5D=" + encode(each));
            case "start_at", "end_at" -> Stream.of(pair[0] + "=" + encode(pair[1]));
            default -> throw new IllegalArgumentException(USAGE);
        };
    }

    static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** Prints a line for each number. */
    static void run(String[] words, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        if (words.length < 2) {
            throw new IllegalArgumentException(USAGE);
        }
        List<String> filters = Stream.of(words).skip(2).flatMap(ListNumbers::parameters).toList();
        Map<String, String> settings = System.getenv();
        var api = new ListNumbers(
                settings.getOrDefault("NUMBERS_URL", "http://127.0.0.1:4010"),
                settings.getOrDefault("NUMBERS_TOKEN", ""));
        long rows = 0;
        long number = 0;
        Page page;
        do {
            page = api.page(words[0], words[1], filters, ++number);
            for (var record : page.records()) {
                Stream<Object> shown = SHOWN.stream().map(((Map<?, ?>) record)::get);
                out.println(shown.map(String::valueOf).collect(Collectors.joining("\t")));
            }
            rows += page.records().size();
        } while (number < page.last() && !page.records().isEmpty() && !out.checkError());
        if (out.checkError()) {
            System.exit(1); // The disk is full, or `| head` has seen enough.
        }
        err.printf("%d numbers, %d pages%n", rows, number);
    }

    public static void main(String[] words) {
        // System.out speaks the charset of the locale, which may lack Chinese.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
        try {
            run(words, out, err);
        } catch (IOException | InterruptedException | RuntimeException fault) {
            err.println("error: " + fault.getMessage());
            System.exit(1);
        } finally {
            out.flush();
        }
    }
}

/** Reads JSON, because the JDK does not. Where you have Jackson or Gson, use that in its place. */
class Json {
    private static final Pattern TOKEN =
            Pattern.compile("\\G\\s*([{}\\[\\]:,]|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|[-+.\\w]++)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(\\p{XDigit}{4})|(.))");

    private final Matcher tokens;

    private Json(String text) {
        tokens = TOKEN.matcher(text);
    }

    /** A Map, List, String, Long, Double, Boolean or null; null also for what is no JSON. */
    static Object read(String text) {
        try {
            var json = new Json(text);
            Object value = json.value(json.next());
            return text.substring(json.tokens.end()).isBlank() ? value : null;
        } catch (IllegalArgumentException fault) {
            return null;
        }
    }

    private String next() {
        if (!tokens.find()) {
            throw new IllegalArgumentException("no JSON");
        }
        return tokens.group(1);
    }

    private Object value(String token) {
        return switch (token.charAt(0)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string(token);
            case 't', 'f' -> Boolean.valueOf(token);
            case 'n' -> null;
            default -> number(token);
        };
    }

    private Map<String, Object> object() {
        var object = new LinkedHashMap<String, Object>();
        for (String token = next(); !token.equals("}"); token = next()) {
            String name = string(token.equals(",") ? next() : token);
            next(); // The colon.
            object.put(name, value(next()));
        }
        return object;
    }

    private List<Object> array() {
        var array = new ArrayList<Object>();
        for (String token = next(); !token.equals("]"); token = next()) {
            array.add(value(token.equals(",") ? next() : token));
        }
        return array;
    }

    private static Object number(String token) {
        if (token.matches("-?\\d+")) {
            return Long.valueOf(token);
        }
        return Double.valueOf(token);
    }

    private static String string(String token) {
        return ESCAPE.matcher(token.substring(1, token.length() - 1)).replaceAll(Json::unescape);
    }

    private static String unescape(MatchResult escape) {
        if (escape.group(1) != null) {
            return Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16)));
        }
        return switch (escape.group(2)) {
            case "b" -> "\b";
            case "f" -> "\f";
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            default -> Matcher.quoteReplacement(escape.group(2));
        };
    }
}
