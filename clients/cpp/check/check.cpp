// Calls the mock through the generated client and prints what it saw, one line per step, for clients/check.py.

#include <cstdlib>
#include <iostream>
#include <memory>
#include <regex>
#include <string>

#include <boost/json.hpp>

#include "Values.h"
#include "api/HttpClientImpl.h"
#include "api/NumbersApi.h"
#include "model/ErrorEnvelope.h"
#include "model/NumberPage.h"

namespace json = boost::json;
using namespace longlonglong::api;
using namespace longlonglong::model;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// What may be left out of a question, by name.
struct Filters {
    boost::optional<std::int32_t> perPage;
    boost::optional<std::vector<std::shared_ptr<CallStatus>>> status;
    boost::optional<std::string> startAt, endAt;
};

// The generated client, with a token.
class Client : NumbersApi {
public:
    Client(std::shared_ptr<HttpClient> http, const std::string& path, std::string token)
        : NumbersApi(std::move(http), path), token(std::move(token)) {}

    std::shared_ptr<NumberPage> page(std::int64_t page, const Filters& filters = {}) {
        return listNumbers(environment("USER_ID"), environment("TASK_ID"), page, filters.perPage, boost::none,
                           boost::none, filters.status, filters.startAt, filters.endAt);
    }

private:
    std::string token;

    void applyOperationSecurity(const std::string&, const std::vector<SecurityRequirementGroup>&, std::string&,
                                std::map<std::string, std::string>& headers) override {
        headers["Authorization"] = "Bearer " + token;
    }
};

Client connect(const std::string& url, const std::string& token) {
    std::smatch part;
    if (!std::regex_match(url, part, std::regex("http://([^:/]+):([0-9]+)(/.*)?"))) {
        throw std::invalid_argument("not http://host:port/path: " + url);
    }
    return Client(std::make_shared<HttpClientImpl>(part[1], part[2]), part[3], token);
}

void report(const std::string& step, const json::value& seen) { std::cout << step << '\t' << seen << std::endl; }

void tellIds(json::array& ids, const NumberPage& page) {
    for (const auto& record : page.getData()) {
        ids.push_back(record.getId());
    }
}

json::array ids(const NumberPage& page) {
    json::array ids;
    tellIds(ids, page);
    return ids;
}

json::array walk(Client& numbers) {
    json::array walked;
    for (std::int64_t number = 1, last = 1; number <= last; number++) {
        const auto page = numbers.page(number, {334, {}, {}, {}});
        tellIds(walked, *page);
        last = page->getMeta().getLastPage();
    }
    return walked;
}

template <typename T>
json::value orNull(const std::optional<T>& value) {
    return value ? json::value(*value) : json::value(nullptr);
}

json::object read(const NumberRecord& record) {
    return {
        {"number", record.getNumber()},
        {"city", record.getCity()},
        {"pro", record.getPro()},
        {"mobile_type", record.getMobileType()},
        {"area_code", record.getAreaCode()},
        {"post_code", record.getPostCode()},
        {"extra", orNull(record.getExtra())},
        {"id", record.getId()},
        {"status_str", record.getStatusStr()},
        {"callid", orNull(record.getCallid())},
        {"calldate", orNull(record.getCalldate())},
        {"bill", record.getBill()},
        {"duration", record.getDuration()},
        {"hangupcause", orNull(record.getHangupcause())},
        {"hangupdate", orNull(record.getHangupdate())},
        {"answerdate", orNull(record.getAnswerdate())},
        {"is_blacklist", orNull(record.isIsBlacklist())},
        {"status", record.getStatus()},
        {"customer_id", orNull(record.getCustomerId())},
        {"created_at", record.getCreatedAt()},
    };
}

template <typename Call>
void refused(unsigned code, Call call) {
    try {
        call();
    } catch (const NumbersApiException& error) {
        if (static_cast<unsigned>(error.getStatus()) == code) {
            ErrorEnvelope envelope;
            envelope.fromJsonString(error.getResponseBody());
            report(std::to_string(code), {{"code", envelope.getCode()}, {"message", envelope.getMessage()}});
        }
    }
}

int main() {
    const auto url = environment("BASE_URL"), token = environment("TOKEN");
    auto numbers = connect(url, token);

    const auto first = numbers.page(1, {5, {}, {}, {}});
    const auto meta = first->getMeta();
    report("page", {{"total", meta.getTotal()}, {"last_page", meta.getLastPage()}, {"ids", ids(*first)}});

    report("walk", walk(numbers));

    const std::vector<std::shared_ptr<CallStatus>> status = {
        std::make_shared<CallStatus>(CallStatusValues::INTERCEPTED),
        std::make_shared<CallStatus>(CallStatusValues::UNALLOCATED),
    };
    report("status", ids(*numbers.page(1, {1000, status, {}, {}})));

    report("dates", ids(*numbers.page(1, {1000, {}, {"2025/12/2 0:00"}, {"2025/12/2 12:00"}})));

    json::array records;
    for (const auto& record : numbers.page(1, {2, {}, {}, {}})->getData()) {
        records.push_back(read(record));
    }
    report("record", records);

    refused(401, [&] { connect(url, "invalid").page(1); });
    refused(422, [&] { numbers.page(1, {{}, {}, {"2025-12-03"}, {"2025-12-02"}}); });
    refused(429, [&] { connect(environment("LIMITED_URL"), token).page(1); });
}
