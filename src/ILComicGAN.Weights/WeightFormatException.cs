namespace ILComicGAN.Weights;

/// <summary>A weight file cannot be used; the message says what is wrong, where, and what to do.</summary>
public sealed class WeightFormatException : Exception
{
    /// <summary>Creates the exception with no details.</summary>
    public WeightFormatException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public WeightFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public WeightFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
