"""A case is opened at once and durably; what is missing is asked for, once."""

import pytest

from tests.fakes.slack_faults import Refuse
from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.teams_side import titles
from tests.transcripts.cast import AMINA, EVE, FATOU, LUCIA, MAHAMAT, ROSA, WANJIRU, on_both

NAIROBI = "Regional Office in Nairobi"
SHELTER, WASH = "Shelter and Settlements", "Water, Sanitation and Hygiene (WASH)"


@on_both
async def test_with_everything_given_it_opens_at_once(stage: Stage) -> None:
    answer = await stage.slash(WANJIRU, "escalate shelter kenya high -- 300 families, no roofs")
    assert "IOM-1 opened: Shelter and Settlements, Kenya (high)" in answer
    assert f"In 20 s the first level is told: DOE RTS, {NAIROBI}" in answer
    assert "300 families, no roofs" in answer
    steps = [line for line in answer.splitlines() if line.startswith("*Level")]
    assert [step[1:8] for step in steps] == ["Level 1", "Level 2", "Level 3", "Level 4"]
    assert "amina@example.org" in answer
    assert "noor@example.org" in answer
    assert "doe@example.org" in answer

    await stage.restart()
    await stage.pass_time(19.9)
    assert stage.slack.sent_to(AMINA) == []
    await stage.pass_time(0.1)
    (told,) = stage.slack.sent_to(AMINA)
    assert "300 families, no roofs" in shown(told.blocks)


async def test_the_card_says_what_where_how_severe_who_and_when_next(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    card = shown(told.blocks)
    assert "no roofs" in card
    assert "Kenya" in card
    assert "high" in card
    assert "Wanjiru Example · wanjiru@example.org · +254 711 000001" in card
    assert f"2 of 4: DOE RTS, {NAIROBI}" in card
    # In her own time zone.
    assert "PRD: Shelter and Settlements is told at 2026-03-02 12:00 (UTC+03:00)" in card
    wanted = ["I take it", "Pass to the next level now", "Not mine: hand over"]
    assert labels(told) == [*wanted, "Who would be told, and when?"]


async def test_a_missing_topic_is_asked_for_with_a_menu(stage: Stage) -> None:
    question = await stage.command(WANJIRU, "escalate kenya high -- no roofs")
    assert "What is it about, in Kenya?" in question.text
    assert stage.rows.counts()["cases"] == 0
    opened = await stage.choose(WANJIRU, question, SHELTER)
    assert opened is question, "the answer stands in place of the question"
    assert "IOM-1 opened: Shelter and Settlements, Kenya (high)" in opened.text
    assert "no roofs" in shown(opened.blocks)


async def test_a_missing_country_is_asked_for_by_region(stage: Stage) -> None:
    question = await stage.command(WANJIRU, "escalate shelter critical -- flood")
    assert f"{SHELTER}: in which country?" in question.text
    which = await stage.choose(WANJIRU, question, NAIROBI)
    assert "Which country?" in which.text
    opened = await stage.choose(WANJIRU, which, "Uganda")
    assert "IOM-1 opened: Shelter and Settlements, Uganda (critical)" in opened.text
    assert "flood" in shown(opened.blocks)
    await stage.work()
    assert len(stage.slack.sent_to(AMINA)) == 1


async def test_with_both_missing_the_topic_is_asked_for_first(stage: Stage) -> None:
    question = await stage.command(WANJIRU, "escalate -- everything is under water")
    assert "What is it about?" in question.text
    country = await stage.choose(WANJIRU, question, WASH)
    assert "in which country?" in country.text
    region = await stage.choose(WANJIRU, country, NAIROBI)
    opened = await stage.choose(WANJIRU, region, "Kenya")
    assert f"IOM-1 opened: {WASH}, Kenya (normal)" in opened.text
    assert "everything is under water" in shown(opened.blocks)


async def test_answers_can_be_typed_behind_the_command(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate high -- flood")
    question = await stage.slash(WANJIRU, "shelter")
    assert "in which country?" in question
    assert "In a channel, write: /iom and your answer." in question
    opened = await stage.slash(WANJIRU, "Brazzaville")
    assert "IOM-1 opened: Shelter and Settlements, Republic of the Congo (high)" in opened
    assert "flood" in opened


async def test_answers_can_be_typed_in_a_thread(stage: Stage) -> None:
    thread = "1700000000.000042"
    question = await stage.say(WANJIRU, "escalate shelter", thread)
    assert question.thread_ts == thread
    assert "in which country?" in question.text
    assert "/iom" not in shown(question.blocks)
    elsewhere = await stage.say(WANJIRU, "Kenya")
    assert "IOM-1" not in shown(elsewhere.blocks)
    opened = await stage.say(WANJIRU, "Kenya", thread)
    assert opened.thread_ts == thread
    assert "IOM-1 opened" in opened.text


async def test_answers_can_be_typed_in_teams(stage: Stage) -> None:
    question = await stage.ask_in_teams(MAHAMAT, "escalate")
    assert "De quoi s'agit-il" in shown(question.card)
    assert "dans quel pays" in await stage.say_in_teams(MAHAMAT, "abris")
    opened = await stage.say_in_teams(MAHAMAT, "Tchad")
    assert "IOM-1 ouvert : Abris et établissements, Tchad" in opened


async def test_answers_can_be_chosen_in_teams(stage: Stage) -> None:
    question = await stage.ask_in_teams(MAHAMAT, "escalate high -- inondation")
    country = await stage.choose_in_teams(MAHAMAT, question, "Abris et établissements")
    region = await stage.choose_in_teams(MAHAMAT, country, "Bureau régional de Dakar")
    opened = await stage.choose_in_teams(MAHAMAT, region, "Tchad")
    assert "IOM-1 ouvert : Abris et établissements, Tchad" in shown(opened.card)
    assert "inondation" in shown(opened.card)
    assert "Annuler le cas" in titles(opened.card)


async def test_likely_answers_are_buttons(stage: Stage) -> None:
    question = await stage.command(WANJIRU, "escalate shelter congo")
    assert "Which one do you mean?" in shown(question.blocks)
    opened = await stage.press(WANJIRU, question, "Democratic Republic of the Congo")
    assert "Democratic Republic of the Congo" in opened.text
    assert "IOM-1" in opened.text


@on_both
async def test_it_asks_for_the_office_once(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter")
    opened = await stage.slash(WANJIRU, "Kenya")
    assert "I keep Kenya as your office" in opened
    assert "IOM-2 opened: Water, Sanitation and Hygiene (WASH), Kenya" in await stage.slash(
        WANJIRU, "escalate wash"
    )
    elsewhere = await stage.slash(WANJIRU, "escalate wash uganda")
    assert "IOM-3 opened: Water, Sanitation and Hygiene (WASH), Uganda" in elsewhere
    assert "Kenya" in await stage.slash(WANJIRU, "office")


async def test_the_office_can_be_told_asked_for_and_changed(stage: Stage) -> None:
    assert "You have told no office yet" in await stage.slash(WANJIRU, "office")
    assert "Your office is Kenya now" in await stage.slash(WANJIRU, "office KEN")
    assert "Your office is Kenya." in await stage.slash(WANJIRU, "office")
    assert "Your office is Uganda now" in await stage.slash(WANJIRU, "office Kampala")
    assert "I know no country" in await stage.slash(WANJIRU, "office Atlantis")
    congo = await stage.slash(WANJIRU, "office Congo")
    assert "Did you mean: Democratic Republic of the Congo, Republic of the Congo?" in congo
    assert "Uganda (normal)" in await stage.slash(WANJIRU, "escalate shelter")


@pytest.mark.parametrize("words", ["shelter ug", "shelter UGA", "uga shelter", "shelter kampala"])
async def test_a_country_may_be_a_code_and_goes_before_the_office(stage: Stage, words: str) -> None:
    await stage.slash(WANJIRU, "office KEN")
    assert "Who can help: Shelter and Settlements, Uganda" in await stage.slash(
        WANJIRU, f"who {words}"
    )
    assert f"IOM-1 opened: {SHELTER}, Uganda" in await stage.slash(WANJIRU, f"escalate {words}")


async def test_a_small_word_is_no_country(stage: Stage) -> None:
    await stage.slash(WANJIRU, "office KEN")
    assert f"{SHELTER}, Kenya" in await stage.slash(WANJIRU, "escalate shelter for it")


async def test_an_unknown_country_is_asked_for(stage: Stage) -> None:
    question = await stage.slash(WANJIRU, "escalate shelter atlantis")
    assert "in which country?" in question
    assert stage.rows.counts()["cases"] == 0


async def test_stop_ends_the_question(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter -- flood")
    assert "Nothing was opened" in await stage.slash(WANJIRU, "stop")
    assert "IOM-1" not in await stage.slash(WANJIRU, "Kenya")
    assert stage.rows.counts()["cases"] == 0


async def test_a_question_lasts_an_hour(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter")
    await stage.pass_time(hours=1, seconds=1)
    assert "IOM-1" not in await stage.slash(WANJIRU, "Kenya")


async def test_the_answer_is_in_the_language_of_the_platform(stage: Stage) -> None:
    spanish = await stage.slash(ROSA, "escalate shelter peru high")
    assert "IOM-1 abierto" in spanish
    assert "Cancelar el caso" in spanish
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(LUCIA)
    assert "Perú" in shown(told.blocks)
    french = await stage.say_in_teams(MAHAMAT, "escalate shelter chad high")
    assert "IOM-2 ouvert : Abris et établissements, Tchad" in french
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(FATOU)
    assert "Je m'en charge" in labels(told)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("escalate abris Tchad -- il n'y a plus d'eau", "IOM-1 ouvert"),
        ("escalar alojamiento Perú -- no hay agua", "IOM-1 abierto"),
        ("escalate shelter Kenya -- there is no water", "IOM-1 opened"),
    ],
)
async def test_without_a_known_locale_the_text_tells_the_language(
    stage: Stage, text: str, answer: str
) -> None:
    stage.slack.users.add("UNEW", "new@example.org", "New Example", "de-DE")
    assert answer in await stage.slash("UNEW", text)


async def test_a_language_can_be_fixed(stage: Stage) -> None:
    assert "en français" in await stage.slash(WANJIRU, "language fr")
    assert "IOM-1 ouvert" in await stage.slash(WANJIRU, "escalate shelter kenya")
    await stage.pass_time(20)
    assert "remise à Amina Example" in stage.slack.sent_to(WANJIRU)[-1].text
    assert "language" in await stage.slash(WANJIRU, "language klingon")


async def test_a_similar_open_case_is_mentioned_and_never_merged(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya -- north")
    second = await stage.slash(ROSA, "escalate shelter kenya -- south")
    assert "IOM-2" in second.splitlines()[0]
    assert "IOM-1" in second
    assert "north" not in second
    await stage.pass_time(20)
    assert len(stage.slack.sent_to(AMINA)) == 2


async def test_whoever_holds_a_level_starts_above_it(stage: Stage) -> None:
    answer = await stage.slash(AMINA, "escalate shelter kenya high -- I need help myself")
    assert "In 20 s the first level is told: PRD: Shelter and Settlements" in answer
    await stage.pass_time(20)
    assert [m.text for m in stage.slack.sent_to(AMINA) if "asks for your help" in m.text] == []


async def test_answers_in_a_channel_stay_in_their_thread(stage: Stage) -> None:
    question = await stage.mention(WANJIRU, "escalate shelter high -- flood")
    assert "in which country?" in question.text
    thread = question.thread_ts
    assert thread is not None
    other = await stage.mention(EVE, "Uganda", thread=thread)
    assert "IOM-1" not in other.text, "it was Wanjiru who was asked"
    opened = await stage.mention(WANJIRU, "Kenya", thread=thread)
    assert "IOM-1 opened: Shelter and Settlements, Kenya (high)" in opened.text
    assert "flood" in shown(opened.blocks)


async def test_a_button_that_two_people_see_opens_a_case_for_each(stage: Stage) -> None:
    answer = await stage.mention(WANJIRU, "who helps with shelter in Kenya?")
    for number, user in enumerate((WANJIRU, EVE), 1):
        form = await stage.form(user, answer, "Open a case")
        opened = await stage.submit(user, form, severity="high", summary=f"from {user}")
        assert f"IOM-{number} opened" in opened.text
        assert f"from {user}" in await stage.slash(user, f"status IOM-{number}")


async def test_where_no_form_can_be_opened_its_button_comes_again(stage: Stage) -> None:
    answer = await stage.command(WANJIRU, "who shelter kenya")
    stage.slack.fail("views.open", Refuse("expired_trigger_id"))
    again = await stage.press(WANJIRU, answer, "Open a case")
    assert "What happened?" in again.text
    opened = await stage.fill(WANJIRU, again, "Open a case", severity="high", summary="flood")
    assert "IOM-1 opened: Shelter and Settlements, Kenya (high)" in opened.text


async def test_answers_in_a_teams_channel(stage: Stage) -> None:
    question = await stage.mention_in_teams(MAHAMAT, "escalate abris -- inondation")
    assert "dans quel pays" in shown(question.card)
    opened = await stage.mention_in_teams(MAHAMAT, "Tchad")
    assert "IOM-1 ouvert" in shown(opened.card)
    assert "inondation" in shown(opened.card)


async def test_a_menu_in_a_group_chat(stage: Stage) -> None:
    question = await stage.mention_in_group(MAHAMAT, "escalate Tchad high -- inondation")
    opened = await stage.choose_in_teams(MAHAMAT, question, "Abris et établissements")
    assert "IOM-1 ouvert" in shown(opened.card)
    assert "inondation" in shown(opened.card)
