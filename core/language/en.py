"""English words: standard, clipped and spoken. Data only; `_` joins a phrase, `*` any ending."""

WEEKDAYS = (
    "mon monday mondays monday's mon's",
    "tue tues tuesday tuesday's",
    "wed weds wednesday wednesday's",
    "thu thur thurs thursday thursday's",
    "fri friday friday's",
    "sat saturday saturday's",
    "sun sunday sunday's",
)
MONTHS = (
    "jan january january's", "feb february february's", "mar march march's", "apr april april's",
    "may", "jun june june's", "jul july july's", "aug august august's",
    "sep sept september september's", "oct october october's", "nov november november's",
    "dec december december's",
)  # fmt: skip

DAYS = {
    0: "today tdy todays today's this_morning this_afternoon this_evening 2day this_am this_pm "
    "tonight",
    -1: "yesterday yday yest yesterdays yesterday's yesty ystrdy",
    -2: "day_before_yest day_before_yday day_b4_yesterday the_day_before_yest "
    "day_before_yesterday the_day_before_yesterday",
    1: "tomorrow tmrw tmw tomoz tomorrow's tmr tomorow tommorow",
    2: "day_after_tomorrow the_day_after_tomorrow",
}

TAILS = {"BREAK": "-break -breaks lunchbreaks teabreaks"}
"""Endings of compounds that mean the same whatever stands before."""

TAGS = {
    "LAST": "last previous past",
    "LASTWEEK": "last_week last_weeks last_wk last_week's",
    "NEXT": "next coming following",
    "THIS": "this current",
    "WEEK": "week weeks wk week's wks",
    "MONTH": "month month's mth",
    "YEAR": "year year's",
    "DAYWORD": "day days day's",
    "AGO": "ago back",
    "WEEKEND": "weekend wkend w/end weekend's wknd",
    "NIGHT": "night nights nightshift overnight night's",
    "LASTNIGHT": "last_night last_nite lastnight last_night's",
    "FUZZYDAY": "start_of_the_week beginning_of_the_week end_of_the_week earlier_in_the_week "
    "earlier_this_week later_in_the_week midweek start_of_the_month end_of_the_month "
    "last_summer last_spring last_winter last_autumn last_fall over_christmas "
    "at_christmas at_easter over_easter last_easter last_christmas in_the_summer the_other_day "
    "other_day some_day_last_week one_day_last_week sometime recently "
    "a_few_days_ago few_days_ago the_other_night one_day_this_week a_while_ago a_while_back "
    "a_couple_of_days_ago",
    "DAYPART": "morning afternoon evening a.m p.m mornings lunchtime",
    "MORNING": "morning am",
    "EVENING": "afternoon evening pm tonight",
    "AM": "am a.m",
    "PM": "pm p.m",
    "HOUR": "hour hours hr hrs h hour's hours' hous huors houurs houres hors man-hours hourly",
    "MINUTE": "minute minutes min mins m minutes' minute's minuts mintues",
    "QUARTER": "quarter qtr quarters 1/4",
    "HALF": "half 1/2",
    "HALFHOUR": "half-hour halfhour",
    "PAIR": "couple",
    "FEW": "few several some many odd",
    "WHOLEDAY": "all_day full_day whole_day half_day half_the_day half_a_day all_morning "
    "all_afternoon the_whole_day all_evening rest_of_the_day most_of_the_day the_day a_day_at "
    "all_night a_full_day a_day's_work day's_work full_shift whole_morning whole_afternoon "
    "most_of_the_morning half_a_shift the_full_day",
    "ABOUT": "about roughly around approx approximately circa ca some just_over just_under nearly "
    "almost bout good solid a_good ish near_enough maybe_about approx. just_shy_of",
    "CLOCK": "at_about o'clock oclock",
    "UNTIL": "to till til until through thru 'til",
    "FROM": "from since",
    "PAST": "past after gone",
    "BEFORE": "to",
    "NOON": "noon midday",
    "MIDNIGHT": "midnight",
    "EACH": "each both per_day /day /d a_day every apiece daily per_customer a_piece each_day "
    "every_day "
    "per_job respectively both_days per_site per_person per_head",
    "AND": "and & n plus + an",
    "THEN": "first_thing last_thing finally lastly then after_that afterwards followed_by first later",
    "OR": "or either",
    "BREAK": "break breaks lunch lunchbreak dinner teabreak tea lunches coffee brew breakfast "
    "lunch-break lunchtime",
    "MINUS": "minus less deduct deducting off knocking_off_for excluding excl ex taking_off "
    "subtract without_counting",
    "NOBREAK": "no_break no_breaks no_lunch without_a_break without_break without_lunch "
    "straight_through without_breaks no_dinner without_any_break no_lunch_break "
    "worked_through_lunch "
    "without_stopping no_break_taken no_stops skipped_lunch no_tea_break break_not_taken "
    "didn't_take_a_break didn't_stop_for_lunch without_a_lunch_break didnt_take_a_break "
    "worked_through didnt_stop_for_lunch no_brew never_stopped_for_lunch didn't_take_lunch",
    "NOTBILL": "warranty_work warranty_repair under_the_warranty "
    "no_charge not_chargeable non_chargeable non-chargeable nonchargeable not_billable "
    "non_billable non-billable nonbillable unbillable free_of_charge foc n/c not_charged "
    "don't_charge dont_charge don't_bill dont_bill won't_charge wont_charge without_charge "
    "do_not_bill do_not_charge unbilled not_to_be_billed not_to_be_charged no_bill no_invoice "
    "not_charging isn't_chargeable isnt_chargeable isn't_billable isnt_billable warranty_job "
    "under_warranty goodwill not_invoiced don't_invoice dont_invoice not_for_invoicing no_billing "
    "can't_charge cant_charge cannot_charge shouldn't_be_charged shouldnt_be_charged "
    "not_billing can't_bill cant_bill isn't_being_billed isn't_being_charged won't_bill wont_bill "
    "shouldn't_be_billed shouldnt_be_billed not_to_bill not_to_charge wasn't_chargeable "
    "wasnt_chargeable wasn't_billable wasnt_billable on_the_house uncharged unchargeable "
    "never_charged for_free not_charge not_bill free",
    "BILL": "chargeable billable charge bill invoice billed charged invoiceable to_be_billed "
    "to_be_charged bill_it charge_it invoiced billing",
    "INTERNAL": "internal admin paperwork office office_admin team_meeting staff_meeting "
    "administration toolbox_talk training induction own_office in-house stock_take stocktake "
    "yard_tidy timesheets bookkeeping office_work internally staff_training head_office "
    "company_meeting team_briefing office_tidy internal_meeting",
    "NEG": "not never no haven't havent hasn't hasnt didn't didnt don't dont won't wont can't cant "
    "cannot couldn't couldnt wasn't wasnt isn't isnt aren't arent weren't werent nothing without "
    "nope neither nor hadn't hadnt doesn't doesnt shouldn't wouldn't wouldnt unable",
    "NEVER": "wasted haven't_been havent_been never_made_it never_got didn't_get didnt_get "
    "cancelled "
    "called_off postponed rescheduled didn't_make didnt_make not_been canceled didn't_go didnt_go "
    "never_went put_off fell_through no-show no_show",
    "PLAN": "suffice should_do_it enough "
    "meant_to was_meant_to reckons expects estimates hopes thinks says_it intends plans "
    "suggests asked_for calls_for "
    "will i'll we'll he'll she'll they'll it'll shall going_to gonna should would could "
    "might may plan plans planned planning expect expected expecting estimate estimated estimates "
    "reckon quote quoted quoting quotation need needs needed want wants wanted hope hopes hoping "
    "takes take takes_about likely probably supposed due eta booked booking book appointment "
    "scheduled schedule arriving arrive arrives delivery deliver delivering delivered meet "
    "meeting_at "
    "meet_at pencilled pencil looking_at aiming aim must ought i'd we'd you'd he'd "
    "heading head off_to on_my_way on_way pick_up collect can you'll can_you could_you there_in "
    "be_there allow allowed allowing budget budgeted wait waiting left_to_do left owes owe "
    "remaining to_go "
    "still_to intend about_to offered offer pricing price priced proposal "
    "promised suggest suggested guess guesstimate think assume thinking forecast finish_by "
    "i_reckon order_no invoice_no your_order dispatched shipped "
    "requested wishes ballpark tender tendered let's lets gets_here prob got_to gotta have_to "
    "has_to",
    "COND": "apparently allegedly supposedly according_to rumour "
    "if maybe perhaps unless possibly whether assuming provided depending",
    "STATE": "starts begins finishes rained pouring poured raining_hard complained complains "
    "moaned moaning snowing snowed "
    "said_that says_that said_it "
    "apart rings ringing "
    "it's keys parcel package heating warning notice within an_hour_rate got_paid "
    "paid_me paid_us gets_paid open opens closed closes closing shut shuts "
    "opening opening_hours degrees bar "
    "pressure psi temp temperature raining rain snow wind costs cost prices vat "
    "exc inc is are was_quoted "
    "traffic parked late stuck running_late deposit discount per_hour rate hourly_rate "
    "runs stays stands expires valid",
    "THING": "code pin keypad address room floor unit flat suite phone tel mobile number ref "
    "reference",
    "OTHERS": "electrician plumber joiner neighbour neighbor decorator tenant landlord he she "
    "they him her them apprentice lad lads boys the_boys mate labourer trainee "
    "someone somebody everyone subbie subcontractor plumber electrician_mate boss gaffer guys "
    "team crew customer client the_others missus colleague helper sparky chippy newbie "
    "contractor contractors temp_worker the_rest his their",
    "ME": "i me we us i've my i'm myself our we've",
    "WITH": "with w w/ alongside",
    "OFTEN": "usually always normally every_week typically generally",
    "DID": "worked_late stayed_late working_late worked did was been spent fixed fitted "
    "installed replaced repaired wired painted built "
    "cleaned moved drove finished completed had got put log logged add book_me record "
    "put_me_down done swapped serviced tested checked visited attended helped surveyed drilled dug "
    "plastered tiled sanded welded plumbed unblocked ran hung laid patched sorted cleared removed "
    "set_up configured programmed wrote drew designed consulted talked chatted chat call "
    "phone_call "
    "on_site onsite site job work working shift callout call_out emergency visit meeting fault "
    "maintenance bought paid filled_up picked_up delivered_to collected used made met discussed "
    "advised prepared measured cut assembled were doing fixing fitting replacing installing "
    "carried_out tidied rewired trenching remedial remedials snags stint graft grafted slog "
    "slogged stuck_at put_in clocked doing_stuff labour",
    "THIRD": "did was worked spent had went fixed drove is has does were have installed fitted "
    "painted put says said came called rang replaced helped stayed covered finished "
    "started took will can does",
    "START": "start_time starting_time "
    "start started starting begin began beginning clock_on clocking_on clocked_on "
    "clock_in "
    "clocking_in clocked_in kick_off kicking_off kicked_off sign_in signing_in signed_in "
    "start_timer run getting_started got_started set_off_timer clock_me_in clock_me_on begun "
    "punch_in punched_in punching_in cracking_on get_going fire_up",
    "STOP": "end_time finish_time finishing_time that's_me_for_the_day thats_me_for_the_day "
    "stop stopped stopping finish finished finishing knock_off knocking_off knocked_off "
    "clock_off clocking_off clocked_off clock_out clocking_out clocked_out sign_out signing_out "
    "done_for_the_day done_for_today calling_it_a_day call_it_a_day packing_up packed_up "
    "wrapping_up wrapped_up end ended pack_up heading_home going_home home_time all_done "
    "stop_timer end_timer thats_me_done that's_me_done that's_me that's_it_for_today "
    "punch_out punched_out punching_out clock_me_out clock_me_off calling_it packing_in packed_in "
    "i'm_done im_done im_off i'm_off downed_tools downing_tools wrap_up wrap_it_up "
    "thats_it_for_today day_done finito",
    "TIMER": "clock timer stopwatch time clocked",
    "SWITCH": "switch switching switched moving_on move_on moved_on moving_to swap swapping "
    "changing_to onto on_to moving_over next_job off_to heading_over_to jump_to jumping_to",
    "CAME": "went_to arrived got_there got_here got_in got_to on_site onsite came came_in turned_up "
    "showed_up reached in on got_on_site arrive_time arrival arrived_on_site",
    "LEFT": "done done_by away left off_site offsite out off went_home headed_home headed_off "
    "got_away departed "
    "departure went_off went away_at left_site left_the_site",
    "THERE": "there sharp home",
    "TIMES": "times lots_of goes_of x lots",
    "VISITS": "journeys runs drives visits jobs calls callouts call-outs trips sessions "
    "meetings appointments shifts "
    "services stints slots call_outs",
    "ARRIVE": "arrived here just_got_to at_now am_at i'm_at reached got_here now_at im_at",
    "UNDO": "take_it_off take_that_off "
    "forget_what_i_just_said forget_what_i_said ignore_my_last ignore_the_last "
    "ignore_last ignore_my disregard_that take_that_out take_it_out "
    "undo remove delete bin scrap cancel scratch_that scratch wipe erase drop revert "
    "take_it_back take_back take_that_back get_rid get_rid_of strike clear discard ditch "
    "rub_out kill nuke chuck lose forget_that forget_it void roll_back ignore_that "
    "disregard",
    "OOPS": "ah eh "
    "oh_no double_logged logged_twice never_mind nevermind didn't_mean_to didnt_mean_to "
    "button send oh "
    "mistake by_mistake accident by_accident accidentally accidental duplicate duplicated "
    "dupe twice doubled sent message msg wait shouldn't_be_there shouldnt_be_there i_just_said "
    "i_just_sent i_just_wrote what_i_just_said what_i_just_sent what_i_said wrong in_error error "
    "test",
    "UNSURE": "can't_remember cant_remember don't_remember dont_remember not_sure don't_know "
    "dont_know dunno can't_recall not_certain unsure",
    "CLOCKEDQ": "am_i_clocked am_i_clocked_in am_i_on_the_clock am_i_still_clocked "
    "am_i_still_on_the_clock",
    "UNDOWHAT": "that it last last_one the_last_one one entry latest previous this that_last "
    "that_one booking line",
    "BULK": "everything all whole entire week month entries hours whole_lot lot bookings logs "
    "every",
    "CORRECT": "that_should_say it_should_say that_ought_to_say "
    "whoops fat_fingers fat_finger misclick it_came_to came_to bump_it bump_it_up "
    "bump_that should_say ought_to_say set_it_to in_the_end "
    "sorry should_be should_have_been should've_been wrong correction correct it_was "
    "was_actually actually make_it make_that change change_it change_that move_it move_that meant "
    "i_meant mistake it's its instead edit amend update typo oops that_was that_should should_read "
    "after_all that's not_quite fix_that switch_it put_it_on it_should the_last_one_was "
    "supposed_to_be shoulda_been rather_than wasn't wasnt my_bad ought_to_be misread",
    "NOTOLD": "not wasn't isn't wasnt isnt rather_than instead_of",
    "RATHER": "but",
    "INSTEAD": "instead",
    "IT": "one's that_one's that_ones it that that_one the_last_one the_one this one the",
    "EMPH": "already only",
    "MORE": "more add extra longer onto on_top increase plus another",
    "LESS": "off less fewer reduce shorter minus deduct knock take_off cut",
    "TASK": "remind reminder remind_me need_reminding task tasks todo to_do to-do "
    "don't_let_me_forget dont_let_me_forget remember_to note_to_self set_a_reminder add_a_task "
    "new_task add_task to_do_list don't_forget dont_forget add_to_my_list put_on_my_list "
    "on_my_list needs_doing jot_down make_a_note add_a_reminder set_reminder todo_list "
    "give_me_a_nudge nudge_me add_a_todo create_a_task create_task new_todo memo "
    "don't_let_me_forget_to add_to_my_todo ping_me prompt_me",
    "BY": "by before due",
    "IN": "in",
    "CONTACT": "call_from message_from email_from text_from got_a_call had_a_call "
    "enquiry enquiries inquiry lead new_lead new_customer new_client new_enquiry "
    "new_inquiry prospect rang called phoned asked emailed enquired inquired wants_a_quote "
    "wants_quote interested new_contact contact wants_to wants asking looking_for messaged "
    "got_in_touch prospective would_like dropped_us texted after_a_quote needs_a_quote "
    "wondering contacted was_asking in_touch",
    "SOMEONE": "mr mrs ms miss dr someone somebody a an",
    "TRAVEL": "how_far mileage drive drove driving driven travel travelled trip journey "
    "round_trip miles "
    "travelling return_trip drive_time",
    "KM": "km kms kilometres kilometers kilometre",
    "MIL": "",
    "MILE": "mile miles mi",
    "EXPENSE": "paid paying parking receipt receipts spent materials material fuel petrol diesel "
    "bought screws skip hire hired toll tolls congestion_charge expense expenses ticket train "
    "taxi hotel lodging parts tools tool consumables postage fee fees purchase purchased filled_up "
    "topped_up supplies ferry bus_fare fare charged_me cost_me bits fixings timber paint tip "
    "merchants ulez stamps hardware rental",
    "EUR": "€ euro euros eur",
    "COIN": "tenner tenners fiver fivers",
    "CENT": "p pence cents penny",
    "SEK": "kronor sek kr krona",
    "GBP": "£ quid pounds pound gbp nicker sterling squid ",
    "USD": "$ usd dollar dollars bucks",
    "NOK": "nok",
    "DKK": "dkk",
    "QWORD": "what_do_i_have what_have_i_got "
    "how_much_time "
    "am_i_clocked what've what've_i how've anything_on anything got_anything "
    "how how_many how_much how_long how_far what whats what's when which did_i have_i "
    "has_my is_my do_i am_i was_i show show_me list tell_me where can_i_see is_the are_my did_we "
    "had_i what_did what_have were_my give_me is_there who whose have_we do_we does_my",
    "HOURSQ": "how_much_time "
    "how_long hours hrs worked log hour logged timesheet total long work totals "
    "put_in "
    "clocked",
    "ABSENT": "sick off_sick sick_leave sick_day called_in_sick flu annual_leave on_leave "
    "paternity_leave maternity_leave parental_leave on_holiday annual_holiday holiday_today "
    "on_vacation vacation_day took_vacation day_off days_off absence absent",
    "TASKSQ": "do_i_have_on have_i_got_on what_do_i_have what_have_i_got "
    "anything_on "
    "tasks jobs todo to_do my_day my_week agenda on_tomorrow on_today plate schedule "
    "diary list reminders calendar lined_up coming_up on_for appointments got_on got_tomorrow "
    "what's_on whats_on what's_next whats_next to-do do_today do_tomorrow todos got_today "
    "outstanding "
    "planned",
    "EXPENSESQ": "expenses spent receipts costs spend spending expense paid_out expensed outlay",
    "RUNNING": "been_running been_going been_on been_ticking "
    "running on ticking going active clocked_in still clocked_on",
    "SUMUP": "total totals sum summary summarise summarize so_far my_hours add_up tally overview "
    "breakdown report hours timesheet my_expenses my_mileage tot_up",
    "HELP": "help help_me commands instructions what_can_you_do how_does_this_work "
    "how_do_i_use_this /help /start how_do_you_work",
    "HELLO": "hi hello hey good_morning morning_all hiya good_afternoon howdy good_evening yo "
    "morning ey_up",
    "TAKEREQ": "take taking i'll_take grab claim mine got i'll_do",
    "CLOSEREQ": "close closing closed resolve resolved done shut complete",
    "ANSWERREQ": "answer reply respond answering replying tell",
    "NOISE": "out_of_office out_of_the_office automatic_reply auto_reply autoreply sent_from "
    "annual_leave on_leave no_access_to_email limited_access your_order order_confirmation "
    "has_been_dispatched has_shipped kind_regards best_regards regards unsubscribe "
    "tracking_number confidential get_outlook_for on_holiday_until maternity_leave sent_via "
    "yours_sincerely do_not_reply has_been_delivered delivery_note on_vacation many_thanks_ ",
    "PLAINNUM": "pcs pieces sockets valves lights doors windows rooms outlets metres meters "
    "lengths "
    "bags sheets boxes",
    "UNITJUNK": "mm cm metre metres meter meters m2 m3 kg g l a v w kw kwh bar psi sqm litre "
    "litres "
    "inch inches ft feet foot % percent degrees tonnes ton amps amp volts watts kilos tonne "
    "gallons yards yard x st",
    "OFSTUFF": "cable pipe wire of conduit hose rope tape trunking twin lengths tubing cat6 "
    "pipework",
    "STREET": "street st road rd lane ln avenue ave close drive way crescent terrace court place "
    "gardens grove row walk mews hill green square park",
    "ORDER": "go be come get bring ask wait meet take please",
    "HEADS": "men man guys people persons lads blokes fitters sparks of_us workers heads pax",
    "CREW": "two_of_us three_of_us both_of_us four_of_us",
    "INSIDE": "in_between in_the_middle",
    "PART": "of_which of_that of_it of_those of_them thereof including incl inc",
    "OVERTIME": "overtime ot o/t",
    "FILL": "overtime as "
    "against "
    "so_far "
    "already under onto tag put stick there came total amount at for on the a an of in "
    "also too there just so ok pls please thanks my to by today "
    "was job it in_total total altogether all_in onsite down up again this that and be w/ "
    "project client including bit here only again we",
    "SMALL": "thanks thank_you cheers ta nice great ok okay cool perfect brilliant lovely sweet "
    "sure yes yep yeah nice_one good_one no_worries no_problem see_you bye goodnight nps np "
    "sounds_good got_it awesome ace spot_on good_job have_a_good_weekend lol haha",
}
