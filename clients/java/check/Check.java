import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import longlonglong.ApiClient;
import longlonglong.ApiException;
import longlonglong.api.NumbersApi;
import longlonglong.model.CallStatus;
import longlonglong.model.ErrorEnvelope;
import longlonglong.model.NumberPage;
import longlonglong.model.NumberRecord;

/** Calls the mock through the generated client and prints what it saw, one line per step, for clients/check.py. */
public final class Check {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID USER = UUID.fromString(System.getenv("USER_ID"));
    private static final UUID TASK = UUID.fromString(System.getenv("TASK_ID"));

    private interface Call {
        void run() throws ApiException;
    }

    public static void main(String[] arguments) throws Exception {
        String url = System.getenv("BASE_URL");
        String token = System.getenv("TOKEN");
        NumbersApi numbers = connect(url, token);

        NumberPage first = numbers.listNumbers(USER, TASK, 1L, 5, null, null, null, null, null);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("total", first.getMeta().getTotal());
        page.put("last_page", first.getMeta().getLastPage());
        page.put("ids", ids(first));
        report("page", page);

        report("walk", walk(numbers));

        List<CallStatus> status = List.of(CallStatus.INTERCEPTED, CallStatus.UNALLOCATED);
        report("status", ids(numbers.listNumbers(USER, TASK, 1L, 1000, null, null, status, null, null)));

        report("dates", ids(numbers.listNumbers(
                USER, TASK, 1L, 1000, null, null, null, "2025/12/2 0:00", "2025/12/2 12:00")));

        NumberPage two = numbers.listNumbers(USER, TASK, 1L, 2, null, null, null, null, null);
        report("record", two.getData().stream().map(Check::read).toList());

        NumbersApi invalid = connect(url, "invalid");
        refused(401, () -> invalid.listNumbers(USER, TASK, 1L, null, null, null, null, null, null));
        refused(422, () -> numbers.listNumbers(
                USER, TASK, 1L, null, null, null, null, "2025-12-03", "2025-12-02"));
        NumbersApi limited = connect(System.getenv("LIMITED_URL"), token);
        refused(429, () -> limited.listNumbers(USER, TASK, 1L, null, null, null, null, null, null));
    }

    private static NumbersApi connect(String url, String token) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(url);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        return new NumbersApi(client);
    }

    private static void report(String step, Object seen) throws JsonProcessingException {
        System.out.println(step + "\t" + JSON.writeValueAsString(seen));
    }

    private static void refused(int code, Call call) throws JsonProcessingException {
        try {
            call.run();
        } catch (ApiException error) {
            if (error.getCode() == code) {
                ErrorEnvelope envelope = JSON.readValue(error.getResponseBody(), ErrorEnvelope.class);
                report(String.valueOf(code), Map.of("code", envelope.getCode(), "message", envelope.getMessage()));
            }
        }
    }

    private static List<Long> ids(NumberPage page) {
        return page.getData().stream().map(NumberRecord::getId).toList();
    }

    private static List<Long> walk(NumbersApi numbers) throws ApiException {
        List<Long> walked = new ArrayList<>();
        long last = 1;
        for (long page = 1; page <= last; page++) {
            NumberPage answer = numbers.listNumbers(USER, TASK, page, 334, null, null, null, null, null);
            walked.addAll(ids(answer));
            last = answer.getMeta().getLastPage();
        }
        return walked;
    }

    private static Map<String, Object> read(NumberRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", record.getNumber());
        fields.put("city", record.getCity());
        fields.put("pro", record.getPro());
        fields.put("mobile_type", record.getMobileType());
        fields.put("area_code", record.getAreaCode());
        fields.put("post_code", record.getPostCode());
        fields.put("extra", record.getExtra());
        fields.put("id", record.getId());
        fields.put("status_str", record.getStatusStr());
        fields.put("callid", record.getCallid());
        fields.put("calldate", record.getCalldate());
        fields.put("bill", record.getBill());
        fields.put("duration", record.getDuration());
        fields.put("hangupcause", record.getHangupcause());
        fields.put("hangupdate", record.getHangupdate());
        fields.put("answerdate", record.getAnswerdate());
        fields.put("is_blacklist", record.getIsBlacklist());
        fields.put("status", record.getStatus().getValue());
        fields.put("customer_id", record.getCustomerId());
        fields.put("created_at", record.getCreatedAt());
        return fields;
    }
}
