### The second lock of the office: a code from an app on the phone of who signs in.

# $project_name is known everywhere. `account` is the name that the app shows beside the code.
office-lock =
    .account = Office
    .title = Your second lock
    .text = Open the app for codes on your phone. Type the 6 figures that it shows for { $project_name }.
    .code = The 6 figures
    .open = Come in
    .again = Try again
    .lost = Lost your phone, or got a new one? Ask the owner of the project to take your second lock off. When you sign in again, you put on a new one.
    .mine = Second lock

office-lock-set =
    .title = Put on a second lock
    .lead = A link can get into the wrong hands. With a second lock, it opens nothing without your phone. You do this once, and it takes a few minutes.
    .step-app = Get an app for codes
    .step-app-text = Your phone may have one. On an iPhone it is called Passwords. If you have none, get Google Authenticator or Microsoft Authenticator. Both are free.
    .step-key = Give the key to the app
    .computer = At a computer
    .by-picture = Add a code in the app, and point your phone at this picture.
    .picture = A square picture that gives the key to the app
    .phone = On the phone with the app
    .by-link = One press gives it the key.
    .link = Open my app
    .by-hand = Nothing happens? Copy this key, and paste or type it into the app. Show it to nobody.
    .step-code = Type what the app shows
    .step-code-text = The app now has a code of 6 figures. A new one comes every half minute.
    .put-on = Put it on

# $at is a date with its time
office-lock-mine =
    .lead = A code from an app on your phone. With it, a link alone cannot open the office.
    .on = It is on, since { $at }. Each time you sign in, we ask for a code.
    .off = It is not on. You set it up once, and it takes a few minutes.

# $left is how many more codes may be typed, $at the time from which it goes on
office-lock-fault =
    .shape = A code has 6 figures. Type them as the app shows them.
    .wrong =
        { $left ->
            [one] That is not the code. You can try once more.
           *[other] That is not the code. You can try { $left } more times.
        } Use the one that the app shows now: each counts once. If it goes on like this, let your phone set its clock by itself.
    .again = Please type the code that your app shows now.
    .paused = There were 5 wrong codes. You can try again from { $at } on.

# $at is the time from which it goes on
office-lock-over =
    .title = That was the fifth wrong code
    .text = This sign-in is over. You can try again from { $at } on, with a new link.
    .not-you = Was it not you? Then somebody else has your link. Please tell the owner of the project.
