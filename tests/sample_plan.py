"""A plan and a referral made by hand: what a writer is given, without an engine."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import yaml

from rehab.models.plan import (
    Day,
    EarlyBand,
    Hydration,
    Letter,
    Light,
    MadeWith,
    Notice,
    PhaseDose,
    Plan,
    PlanCase,
    PlanCriterion,
    PlanExercise,
    PlanMeasure,
    PlanPhase,
    ProtocolRef,
    Question,
    Reason,
    Reference,
    Referral,
    Response,
    RunStage,
    Screening,
    StopSign,
    Task,
)
from rehab.models.template import Template

ROOT = Path(__file__).parents[1]
DAY_ONE = dt.date(2026, 11, 18)


def template(**changes: Any) -> Template:
    """The shipped template."""
    data = yaml.safe_load((ROOT / "templates/clinic/template.yaml").read_text(encoding="utf-8"))
    return Template.model_validate_json(json.dumps(data | changes))


def on(day: int) -> dt.date:
    return DAY_ONE + dt.timedelta(days=day - 1)


def exercise(title: str, short: str = "", **changes: Any) -> PlanExercise:
    values: dict[str, Any] = {
        "title": title,
        "short_title": short or title,
        "kind": "load",
        "position": "lying-back",
        "steps": ("Lie on your back, knees bent.", "Press your heel down gently and hold. Breathe."),
        "cues": (),
        "feel": "the back of the thigh",
        "not_feel": "sharp pain or a cramp",
        "mistake": "",
        "muscles": ("hamstring",),
        "equipment": (),
        "substitutes": {},
        "sides": "one",
        "easier": "",
        "harder": "",
        "precautions": (),
        "figure": None,
    }
    return PlanExercise(**(values | changes))


EXERCISES = {
    "heel-dig": exercise("Heel dig", easier="Do 3 sets of 3.", harder="Hold for 10 seconds."),
    "heel-slide": exercise(
        "Heel slide",
        steps=("Lie on your back.", "Slide your left heel toward your seat, then back. Stay out of pain."),
        easier="Slide less far.",
        harder="Slide further.",
    ),
    "prone-hold": exercise(
        "Knee-bend hold",
        steps=(
            "Lie on your front. Bend your left knee to a right angle.",
            "Hook your right foot behind the left heel. Press the left heel toward your seat. Nothing moves. Breathe.",
        ),
        easier="Do the heel dig instead.",
        harder="Press harder, to effort 5.",
        equipment=("mat",),
        substitutes={"mat": "a folded blanket"},
    ),
    "bridge": exercise(
        "Bridge on your heels",
        "Bridge",
        steps=(
            "Lie on your back, knees bent, toes up.",
            "Press both heels down and lift your hips. Hold 5 seconds, then lower slowly.",
        ),
        feel="your seat and both thighs",
        not_feel="back pain or a pull",
        sides="both",
        easier="Do the heel dig instead.",
        harder="Stay here until day 11.",
    ),
    "balance": exercise(
        "Stand on one leg",
        "Balance",
        kind="balance",
        steps=("Stand tall next to a rail or a worktop.", "Lift your right foot and stand still on the left leg."),
        feel="small sways of the foot",
        not_feel="pain or a knee giving way",
        easier="One fingertip on the rail.",
        harder="Close your eyes.",
    ),
    "calf-stretch": exercise(
        "Calf and hip stretch",
        kind="stretch",
        steps=("Step forward and lean in until you feel a mild pull.",),
        feel="a mild pull in the calf",
        easier="Lean in less.",
        harder="Stay here.",
    ),
    "bike": exercise(
        "Exercise bike",
        kind="aerobic",
        steps=("Pedal at an easy pace. You can talk in whole sentences.",),
        sides="none",
        easier="Stop at 5 minutes.",
        harder="Build up to 20 minutes.",
    ),
    "diver": exercise(
        "Diver",
        steps=("Stand on the left leg.", "Bend forward from the hip with both arms ahead, then come back up."),
        easier="Hold on with one hand.",
    ),
    "nordic": exercise(
        "Nordic curl",
        steps=("Kneel. Someone holds your ankles.", "Lower your body as slowly as you can."),
        sides="both",
    ),
}


def dose(name: str, amount: str, unit: str, times: str, times_unit: str, text: str, **changes: Any) -> PhaseDose:
    values: dict[str, Any] = {
        "exercise": name,
        "amount": amount,
        "amount_unit": unit,
        "times": times,
        "times_unit": times_unit,
        "text": text,
        "side": "left",
        "evidence": "P",
        "easier": EXERCISES[name].easier,
        "harder": EXERCISES[name].harder,
    }
    return PhaseDose(**(values | changes))


def phase(number: int, id_: str, title: str, step: Any, first: int, last: int, **changes: Any) -> PlanPhase:
    values: dict[str, Any] = {
        "id": id_,
        "title": title,
        "goal": "Build up step by step.",
        "framework_step": step,
        "start": on(first),
        "end": on(last),
        "first_day": first,
        "last_day": last,
        "number": number,
    }
    return PlanPhase(**(values | changes))


def criterion(title: str, target: str, days: int = 2, **changes: Any) -> PlanCriterion:
    return PlanCriterion(
        measure=title.lower().replace(" ", "-"),
        text=f"{title}: {target}",
        title=title,
        target=target,
        days_in_a_row=days,
        **changes,
    )


RUN = (
    RunStage(
        stage="1", title="Easy runs", text="8 × 40 m at 70 %", intensity="70 % of full speed", sessions=2, evidence="R"
    ),
    RunStage(
        stage="2",
        title="Faster runs",
        text="8 × 40 m at 80 %",
        intensity="80 % of full speed",
        sessions=2,
        evidence="R",
    ),
)

PHASES = (
    phase(
        1,
        "protect",
        "Protect",
        "peace",
        1,
        3,
        goal="Limit the bleeding and walk safely.",
        allowed=("Walking with short steps", "Bending the knee gently, out of pain"),
        avoid=("Stretching the back of the thigh", "Heat, massage and alcohol", "Running"),
        exercises=(
            dose(
                "heel-dig",
                "3 × 5 × 5 s",
                "hold",
                "3 ×",
                "a day",
                "3 sets of 5 holds of 5 seconds, 3 times a day, 30 seconds rest, left leg",
                rest="30 s",
                effort="Effort 2 of 10",
                first_date=on(2),
            ),
            dose(
                "heel-slide",
                "2 × 10",
                "slow",
                "3 ×",
                "a day",
                "2 sets of 10, slow, 3 times a day, 30 seconds rest, left leg",
                rest="30 s",
                first_date=on(2),
            ),
        ),
        criteria=(
            criterion("Sit or lie still", "pain 2 or less", 1),
            criterion("Walk indoors", "pain 3 or less", 1),
            criterion("Heel dig at effort 2 to 3", "pain 3 or less", 1),
        ),
    ),
    phase(
        2,
        "early-load",
        "Early load",
        "love",
        4,
        10,
        goal="Wake the muscle up with holds that do not move, and walk normally again.",
        allowed=("Bike, side-steps and bridges", "Walking as far as it stays easy"),
        avoid=("Full stretching of the thigh", "Sprints and kicking", "Running, but for the one test"),
        notes=("Feeling better is not the same as healed.",),
        exercises=(
            dose(
                "prone-hold",
                "5 × 20 s",
                "hold",
                "2 ×",
                "a day",
                "5 holds of 20 seconds, 2 times a day, 30 seconds rest, left leg",
                rest="30 s",
                effort="Effort 3 to 5 of 10",
                first_date=on(4),
            ),
            dose(
                "bridge",
                "10 × 5 s",
                "hold",
                "1 ×",
                "a day",
                "10 holds of 5 seconds, once a day, 10 seconds rest",
                rest="10 s",
                effort="",
                side="both",
                evidence="V",
                source="askling-2013",
                first_date=on(4),
            ),
            dose(
                "balance",
                "4 × 20 s",
                "hold",
                "1 ×",
                "a day",
                "4 holds of 20 seconds, once a day, 20 seconds rest, left leg",
                rest="20 s",
                evidence="V",
                source="askling-2013",
                first_date=on(4),
            ),
            dose(
                "calf-stretch",
                "2 × 30 s",
                "hold",
                "1 ×",
                "a day",
                "2 holds of 30 seconds each side, once a day",
                each_side=True,
                side="both",
                first_date=on(4),
            ),
            dose(
                "bike",
                "10 to 20 min",
                "easy",
                "1 ×",
                "a day",
                "10 to 20 minutes once a day, effort 2 to 3 of 10",
                effort="effort 2 to 3 of 10",
                side=None,
                evidence="V",
                source="hamilton-2015",
                progress="Add 2 minutes after 2 green days, up to 20 minutes.",
                first_date=on(4),
            ),
        ),
        criteria=(
            criterion("Walk with a normal stride", "pain 0"),
            criterion("Jog 20 metres very slowly, one try only", "pain 0", 1),
            criterion("Heel press, knee at a right angle, effort 5 to 7", "pain 0"),
            criterion("One squat on the left leg", "pain 0"),
            criterion("Lie down and straighten the left knee", "fully"),
        ),
    ),
    phase(
        3,
        "strength",
        "Build strength",
        "love",
        11,
        24,
        goal="Make the muscle strong while it gets longer.",
        allowed=("Walk-jog on grass",),
        avoid=("Full sprints", "Bouncing stretches"),
        exercises=(
            dose(
                "diver",
                "3 × 6",
                "slow",
                "",
                "every 2nd day",
                "3 sets of 6, slow, every 2nd day",
                rest="60 s",
                evidence="V",
                source="askling-2013",
            ),
        ),
        running=RUN,
        running_rule="Run every 2nd day.",
        running_only_if="Only when a normal walk is free of pain.",
        criteria=(
            criterion("Straight-leg raise", "75 % of the other side or more", 1, who="clinician"),
            criterion("Jog forward and backward 20 metres", "pain 0", 1),
        ),
    ),
    phase(
        4,
        "speed",
        "Speed",
        "love",
        25,
        38,
        goal="Get back to full speed, step by step.",
        exercises=(
            dose(
                "nordic",
                "2 × 5",
                "reps",
                "1 ×",
                "a week",
                "2 sets of 5, once a week",
                rest="2 min",
                side="both",
                evidence="V",
                source="petersen-2011",
                heavy=True,
            ),
        ),
        criteria=(criterion("Bridge on one leg", "25 or more", 1),),
    ),
    phase(
        5,
        "sport",
        "Back to sport",
        "return",
        39,
        56,
        goal="Train with the team again.",
        criteria=(criterion("Full training sessions", "2 or more", 1),),
    ),
    phase(
        6,
        "maintain",
        "Keep strong",
        "maintain",
        57,
        126,
        goal="Keep the muscle strong.",
        exercises=(
            dose(
                "nordic",
                "12-10-8",
                "reps",
                "1 ×",
                "a week",
                "12, 10 and 8, once a week",
                evidence="a clinic in an example",
                set_by_author=True,
            ),
        ),
    ),
)


def task(day: int, id_: str, kind: Any, title: str, dose_text: str, times: int = 1, **changes: Any) -> Task:
    values: dict[str, Any] = {
        "id": f"{day}.{id_}.1",
        "kind": kind,
        "title": title,
        "short_title": title,
        "exercise": id_ if id_ in EXERCISES else None,
        "times_per_day": times,
        "minutes": 5,
        "dose": dose_text,
        "text": f"{title}: {dose_text}",
        "reason": Reason(protocol="hamstring-strain", phase="protect", rule=f"phases.protect.{id_}", evidence="P"),
    }
    return Task(**(values | changes))


TIMES = ("07:00", "09:00", "11:00", "13:00", "15:00", "17:00", "19:00", "21:00")


def day(number: int) -> Day:
    tasks: list[Task] = []
    if number <= 3:
        tasks += [
            task(number, "protect", "protect", "Short steps", "walk only as needed"),
            task(number, "elevate", "elevate", "Leg up, 20 min", "heel above heart", 4),
            task(number, "compress", "compress", "Bandage by day", "off at night"),
            task(number, "avoid", "avoid", "No sport", ""),
        ]
        if number >= 2:
            tasks += [
                task(number, "heel-dig", "load", "Heel dig", "3 × 5 × 5 s", 3, side="left"),
                task(number, "heel-slide", "mobility", "Heel slide", "2 × 10, slow", 3, side="left"),
            ]
    else:
        tasks += [
            task(number, "prone-hold", "load", "Knee-bend hold", "5 × 20 s", 2, side="left"),
            task(number, "bridge", "load", "Bridge", "10 × 5 s", side="both"),
            task(number, "balance", "balance", "Balance", "4 × 20 s", side="left"),
            task(
                number,
                "calf-stretch",
                "stretch",
                "Calf and hip stretch",
                "2 × 30 s each side",
                side="both",
                each_side=True,
            ),
            task(number, "bike", "aerobic", "Exercise bike", "10 min, easy", duration_seconds=(600, 1200)),
        ]
    tasks.append(task(number, "hydrate", "hydrate", "Water", "8 glasses", 8, at=TIMES, amount_ml=250))
    step = next((one.id for one in PHASES if one.first_day <= number <= one.last_day), "maintain")
    return Day(date=on(number), day=number, phase=step, tasks=tuple(tasks), minutes=30, glasses=8)


QUESTIONS = (
    (
        "RF-01",
        "Are you suddenly short of breath? Or do you have chest pain, cough up blood, or feel faint?",
        "emergency",
        "",
        "",
    ),
    (
        "RF-02",
        "Is your leg or foot suddenly cold, pale, blue or patchy? Or can you suddenly not feel or move it?",
        "emergency",
        "",
        "",
    ),
    (
        "RF-03",
        "Is the pain far too strong and still growing? Or is the leg hard and tight, or more and more numb?",
        "emergency",
        "",
        "",
    ),
    ("RF-04", "Is a bone out of line or through the skin, or did you hear a crack?", "emergency", "", ""),
    (
        "RF-08",
        "Is one calf or thigh swollen, warm, red or darker, or throbbing?",
        "same_day",
        "Answer no only if the swelling began with one clear injury and lies only round that spot.",
        "",
    ),
    ("RF-11", "Are you unable to take 4 steps, even with a limp?", "same_day", "", ""),
    (
        "RF-13",
        "Did you feel a pop, and now have a wide bruise or a dent, or cannot bend the knee against a hand?",
        "same_day",
        "",
        "",
    ),
    ("RF-17", "Do you have numb skin or shooting pain below the knee?", "see_doctor", "", "within 72 hours"),
    ("RF-31", "Do you have heart disease, or get chest pain with effort?", "proceed", "", ""),
)

NOTICES = (
    Notice(
        code="seventy-two-hours",
        text="If you still have pain on the evening of day 3, call your clinic. See a doctor within 24 hours if it is not clearly less than today, or is 4 or more at rest.",
    ),
    Notice(code="draft", text="This is an example plan. A clinician should review it before use."),
)

STOP_SIGNS = tuple(
    StopSign(text=text, disposition=disposition)
    for disposition, texts in {
        "emergency": (
            "Suddenly short of breath, or chest pain",
            "Leg or foot suddenly cold, pale or blue",
            "Thigh hard and tight, pain far too strong",
        ),
        "same_day": (
            "Calf or whole leg swollen",
            "You cannot take 4 steps, even limping",
            "A pop, then a dent or a wide bruise",
            "Foot newly weak, or it drops",
        ),
    }.items()
    for text in texts
)

PROTOCOL = ProtocolRef(
    id="hamstring-strain",
    version=1,
    framework="peace-love",
    title="Hamstring strain",
    status="draft",
    variant="l-protocol",
    variant_title="Lengthening programme",
    type=None,
    type_title="",
    author="the authors of this example",
)
CASE = PlanCase(
    id="9f2c41",
    name="Example name",
    injured=DAY_ONE,
    onset="sudden",
    grade="2",
    grade_title="moderate",
    side="left",
    part="leg",
    summary="A pulled muscle at the back of your left thigh, grade 2.",
)
MADE_WITH = MadeWith(
    program="rehab 0.1.0",
    digest="4be1f0c2",
    command="rehab plan hamstring-strain --injured 2026-11-18 --grade 2 --side left --no-flags --as-of 2026-11-18",
)
RESPONSE = Response(
    rule="SM-ACUTE",
    green=Light(
        when="Pain 0 to 3, gone within 1 hour, and no worse next morning",
        then="Same again. Two greens in a row: one small step up.",
        pain=(0, 3),
    ),
    amber=Light(
        when="Pain 4 or 5, or 1 point up next morning", then="One set less next time. No step up.", pain=(4, 5)
    ),
    red=Light(
        when="Pain 6 or more, or 2 points up next morning. New swelling, a limp, night pain, or sore for over 2 days",
        then="Rest it 1 to 2 days, then go back one phase. Red twice in 7 days: see a doctor.",
        pain=(6, 10),
    ),
    early=EarlyBand(last_day=3, green=(0, 2), amber=(3, 3), red=(4, 10)),
    sentences=("Worse pain never means a harder next day.",),
)
LETTERS = (
    Letter(
        letter="P",
        name="Protect",
        text="No sport, no stretching. Walk only as you need. Use a stick if you limp. Day 2: walk indoors if pain is 2 or less of 10.",
        how_often="1 to 3 days",
    ),
    Letter(
        letter="E",
        name="Elevate",
        text="Lie down and rest your heel on pillows, higher than your heart.",
        how_often="4 times, 20 minutes",
    ),
    Letter(
        letter="A",
        name="Avoid",
        text="Pills like ibuprofen, unless your doctor told you to take them. No heat, alcohol, running or massage.",
        how_often="3 days",
    ),
    Letter(
        letter="C",
        name="Compress",
        text="Stretch bandage, snug but not tight. Check your toes: pink, warm, not numb.",
        how_often="On by day, off at night",
    ),
    Letter(
        letter="E",
        name="Educate",
        text="Gentle moving heals better than long rest. Sport again: about week 5 to 8.",
        how_often="Once",
    ),
)


def plan(**changes: Any) -> Plan:
    """A plan of a left hamstring strain on day 1, all questions answered no."""
    values: dict[str, Any] = {
        "as_of": DAY_ONE,
        "made_with": MADE_WITH,
        "disposition": "proceed",
        "effect": "continue",
        "see_by": None,
        "dropped": (),
        "screening": Screening(status="answered"),
        "protocol": PROTOCOL,
        "case": CASE,
        "referral": None,
        "phases": PHASES,
        "days": tuple(day(number) for number in range(1, 127)),
        "exercises": EXERCISES,
        "measures": {
            "pain-walking": PlanMeasure(
                title="Pain when walking", unit="of 10", how="Walk indoors for 1 minute.", who="athlete"
            )
        },
        "response": RESPONSE,
        "education": (
            "Feeling normal is not healed. Most repeat injuries come in the first 2 weeks back.",
            "Starting early is safe and faster.",
            "Do not stretch hard in week 1.",
        ),
        "prognosis": ("People in a study of this programme were back after about 4 weeks. Some took 8 weeks.",),
        "letters": LETTERS,
        "letters_title": "What to do on days 1 to 3",
        "hydration": Hydration(
            glasses=8,
            glass_ml=250,
            at=TIMES,
            text="Drink to thirst. Skip a glass if you are not thirsty and your urine is pale.",
            state="open",
        ),
        "notices": NOTICES,
        "references": {
            "askling-2013": Reference(
                citation="Askling, Tengvar, Thorstensson. British Journal of Sports Medicine, 2013.",
                link="https://doi.org/10.1136/bjsports-2013-092165",
                evidence="V",
            ),
            "hamilton-2015": Reference(
                citation="Hamilton and others. British Journal of Sports Medicine, 2015, table 1.", evidence="V"
            ),
            "petersen-2011": Reference(
                citation="Petersen and others. American Journal of Sports Medicine, 2011.", evidence="V"
            ),
        },
        "stop_signs": STOP_SIGNS,
    }
    return Plan(**(values | changes))


def not_asked(**changes: Any) -> Plan:
    """The same plan when the safety questions were not asked."""
    asked = tuple(
        Question(flag=flag, question=question, group=group, exception=exception, within=within)
        for flag, question, group, exception, within in QUESTIONS
    )
    return plan(screening=Screening(status="not-asked", asked=asked), **changes)


def referral(**changes: Any) -> Plan:
    """The page in place of a plan: a possible clot."""
    values: dict[str, Any] = {
        "disposition": "same_day",
        "effect": "block",
        "see_by": DAY_ONE,
        "screening": Screening(status="answered", yes=("RF-08",)),
        "phases": (),
        "days": (),
        "exercises": {},
        "response": None,
        "letters": (),
        "hydration": None,
        "notices": (),
        "referral": Referral(
            title="Get medical help today",
            reason="Your answers could mean a blood clot in the leg. Only a test can tell.",
            urgency="Today, within hours.",
            do_now=(
                "Phone an urgent clinic, your doctor or an out-of-hours line. Say: “I may have a clot in my leg.”",
                "Sit or lie down with the leg supported.",
                "Write down when it began.",
                "Take your list of medicines with you.",
            ),
            do_not=(
                "exercise, stretch or walk far",
                "massage or roll the leg",
                "put a bandage on it",
                "fly, or drive a long way",
                "take ibuprofen or aspirin on your own",
                "wait to see if it goes away",
            ),
            tell_the_clinician=(
                "a clot before",
                "a clot in the family",
                "4-hour trip, last 4 weeks",
                "surgery or cast, 12 weeks",
                "3 days in bed, 12 weeks",
                "cancer care",
                "pregnant, or gave birth",
                "the pill or hormones",
                "blood thinners",
                "bleeding now or lately",
            ),
            flags=("RF-08",),
            signs=("calf or thigh swollen, warm or red",),
            emergency_if="if you are short of breath, have chest pain, cough blood, or faint. Do not drive yourself.",
        ),
    }
    return plan(**(values | changes))
